<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:page title="Console · Red Dot" script="console" style="console" current="console">
  <%-- The script translates what has data-word, and marks the language here; the frame of the page is in English. --%>
  <div id="console" data-demo="${demo.on}">
    <div class="bar">
      <h1 data-word="console">Console</h1>
      <p id="state" data-state="connecting" role="status" hidden></p>
      <label class="language"><span data-word="language">Language</span>
        <select id="language">
          <option value="en" lang="en">English</option>
          <option value="zh-CN" lang="zh-CN">中文</option>
        </select>
      </label>
    </div>
    <nav id="tabs" aria-label="Console" data-label="console" hidden>
      <ul>
        <c:forEach var="tab" items="${['send', 'messages', 'scheduled', 'groups', 'online', 'overview', 'audit']}">
          <li><a href="#${tab}" data-word="${tab}">${tab}</a></li>
        </c:forEach>
      </ul>
    </nav>
    <p id="error" class="notice" role="alert"></p>
    <form id="token" class="card fields" hidden>
      <label>Token <input name="token" required autocomplete="off" spellcheck="false" placeholder="eyJ…"></label>
      <button data-word="useToken">Use it</button>
    </form>
    <div id="view" role="group" tabindex="-1"></div>
    <noscript><p class="notice">This page needs JavaScript.</p></noscript>
  </div>
</r:page>
