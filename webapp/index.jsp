<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:page title="Red Dot" transport="websocket">
  <div class="hero">
    <div class="intro">
      <h1>The little red dot, and everything behind it.</h1>
      <p class="lead">Publish once, and the message reaches every page and device, over whichever transport it
        can speak. A reader that comes back with its cursor has lost nothing and sees nothing twice.</p>
      <p><a class="button primary" data-carry="" href="<c:url value='/dot.jsp'/>">Drop it into your page</a>
        <a id="console" class="button" data-carry="" href="<c:url value='/console.jsp'/>"${demo.on or pageContext.request.isUserInRole('operator') ? '' : ' hidden'}>Operate it</a></p>
      <r:who/>
    </div>
    <r:dot/>
  </div>
  <div class="desk">
    <div class="side"><r:publish/></div>
    <div class="wide"><r:messages/></div>
  </div>
  <section class="ways" aria-labelledby="ways-title">
    <h2 id="ways-title">Six ways to the same log</h2>
    <ul class="cards">
      <r:way to="poll" title="Short poll" path="GET api/poll">Ask now and then. A bare 304 if nothing is newer.</r:way>
      <r:way to="long-poll" title="Long poll" path="GET api/long-poll">Ask, and get an answer once there is a message.</r:way>
      <r:way to="iframe" title="iframe" path="GET api/iframe">A page that never ends, for browsers of any age.</r:way>
      <r:way to="sse" title="Server-sent events" path="GET api/sse">One endless answer, one event for each message.</r:way>
      <r:way to="websocket" title="WebSocket" path="api/websocket">One connection, both ways, many messages a frame.</r:way>
      <r:way to="mqtt" title="MQTT" path="${mqtt.port eq 0 ? '' : 'TCP '.concat(mqtt.port).concat(', ')}api/mqtt">MQTT 3.1.1 and 5, for devices, and for pages over WebSocket.</r:way>
    </ul>
  </section>
</r:page>
