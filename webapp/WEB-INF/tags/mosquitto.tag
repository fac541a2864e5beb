<%@ tag description="Commands that do the same from a terminal, if the MQTT port is open" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<section id="request" class="card" aria-labelledby="request-title" data-port="${mqtt.port}" data-tls-port="${mqtt.tlsPort}">
  <c:choose>
    <c:when test="${mqtt.port eq 0 and mqtt.tlsPort eq 0}">
      <h2 id="request-title">${w.terminal}</h2>
      <p>${w.terminalClosed}</p>
    </c:when>
    <c:otherwise>
      <div class="head">
        <h2 id="request-title">${w.terminal}</h2>
        <button type="button" hidden>${w.copy}</button>
      </div>
      <p>${w.terminalHow}</p>
      <pre tabindex="0" aria-labelledby="request-title"><code></code></pre>
    </c:otherwise>
  </c:choose>
</section>
