<%@ tag description="Commands that do the same from a terminal, if the MQTT port is open" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<section id="request" class="card" aria-labelledby="request-title" data-port="${mqtt.port}" data-tls-port="${mqtt.tlsPort}">
  <c:choose>
    <c:when test="${mqtt.port eq 0 and mqtt.tlsPort eq 0}">
      <h2 id="request-title">From a terminal</h2>
      <p>This server has no open TCP port for MQTT (<code>reddot.mqtt.port</code>). MQTT is available over WebSocket only, as on this page.</p>
    </c:when>
    <c:otherwise>
      <div class="head">
        <h2 id="request-title">From a terminal</h2>
        <button type="button" hidden>Copy</button>
      </div>
      <p>With Mosquitto’s clients, subscribe to the topic from this cursor on, and publish to it.</p>
      <pre tabindex="0" aria-labelledby="request-title"><code></code></pre>
    </c:otherwise>
  </c:choose>
</section>
