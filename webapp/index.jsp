<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:page transport="websocket">
  <r:access login="true"/>
  <div class="hero">
    <div class="intro">
      <h1>${w.headline}</h1>
      <p class="lead">${w.lead}</p>
      <p class="links"><a class="button primary" data-carry="" href="<c:url value='/dot.jsp'/>">${w.dropIn}</a>
        <a id="console" class="button" data-carry="" href="<c:url value='/console.jsp'/>"${demo.on or pageContext.request.isUserInRole('operator') ? '' : ' hidden'}>${w.operate}</a></p>
      <r:who/>
    </div>
    <r:dot/>
  </div>
  <div class="desk">
    <div class="side"><r:publish/></div>
    <div class="wide"><r:messages/></div>
  </div>
  <section class="ways" aria-labelledby="ways-title">
    <h2 id="ways-title">${w.ways}</h2>
    <ul class="cards">
      <r:way to="poll" word="poll" path="GET api/poll"/>
      <r:way to="long-poll" word="longPoll" path="GET api/long-poll"/>
      <r:way to="iframe" word="iframe" path="GET api/iframe"/>
      <r:way to="sse" word="sse" path="GET api/sse"/>
      <r:way to="websocket" word="websocket" path="api/websocket"/>
      <r:way to="mqtt" word="mqtt" path="${mqtt.port eq 0 ? '' : 'TCP '.concat(mqtt.port).concat(', ')}api/mqtt"/>
    </ul>
  </section>
</r:page>
