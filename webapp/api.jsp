<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:page title="API · Red Dot" script="api" style="api" current="api">
  <div class="docs" id="api">
    <nav class="contents" aria-label="On this page"><ul id="contents"></ul></nav>
    <article class="prose">
      <h1>API</h1>
      <p>Every address, every envelope and every error, as this server describes them in
        <a href="<c:url value='/api/openapi.json'/>">openapi.json</a> (OpenAPI 3.1, for HTTP) and
        <a href="<c:url value='/api/asyncapi.json'/>">asyncapi.json</a> (AsyncAPI 3, for streams, WebSocket and MQTT). Clients and
        documents can be generated from these files. The <a href="<c:url value='/docs/http.jsp'/>">documents</a> explain how the parts work together.</p>
      <p><label class="find">Find an address <input id="find" type="search" autocomplete="off" placeholder="inbox"></label></p>
      <p id="error" class="notice" role="alert"></p>
      <div id="view"></div>
      <noscript><p class="notice">This page needs JavaScript; the two files do not.</p></noscript>
    </article>
  </div>
</r:page>
