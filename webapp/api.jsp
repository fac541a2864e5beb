<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:page word="api" script="api" style="api" current="api">
  <div class="docs" id="api">
    <nav class="contents" aria-label="${w.onThisPage}"><ul id="contents"></ul></nav>
    <article class="prose">
      <h1>${w.api}</h1>
      <p>${w.apiLead}</p>
      <p><label class="find">${w.findAddress} <input id="find" type="search" autocomplete="off" placeholder="inbox"></label></p>
      <p id="error" class="notice" role="alert"></p>
      <%-- The descriptions are in English; the script marks what it translates. --%>
      <div id="view" lang="en"></div>
      <noscript><p class="notice">${w.apiNoScript}</p></noscript>
    </article>
  </div>
</r:page>
