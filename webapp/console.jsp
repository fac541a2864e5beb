<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:page word="console" script="console" style="console" current="console">
  <r:access login="true"/>
  <div id="console">
    <div class="bar">
      <h1>${w.console}</h1>
      <p id="state" data-state="connecting" role="status" hidden></p>
    </div>
    <nav id="tabs" aria-label="${w.console}" hidden>
      <ul>
        <c:forEach var="tab" items="${[['send', w.consoleSend], ['messages', w.consoleMessages], ['scheduled', w.consoleScheduled], ['groups', w.consoleGroups], ['online', w.consoleOnline], ['overview', w.consoleOverview], ['audit', w.consoleAudit]]}">
          <li><a href="#${tab[0]}">${tab[1]}</a></li>
        </c:forEach>
      </ul>
    </nav>
    <p id="error" class="notice" role="alert"></p>
    <div id="view" role="group" tabindex="-1"></div>
    <noscript><p class="notice">${w.noScript}</p></noscript>
  </div>
</r:page>
