<%@ tag description="The dot, the state of the connection, and errors" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="buttons" type="java.lang.Boolean" description="whether there are buttons to disconnect and reconnect" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<section class="card live" aria-label="${w.connection}">
  <p class="stage">
    <output id="dot" data-count="0" aria-live="polite" aria-describedby="dot-means">0</output>
    <span id="dot-means" class="means">${w.count}</span>
  </p>
  <p id="state" data-state="connecting" role="status">${w.connecting}</p>
  <dl class="facts">
    <dt>${w.cursor}</dt>
    <dd><code id="cursor" data-none="${w.noCursor}"></code></dd>
  </dl>
  <c:if test="${pageScope.buttons}">
    <div class="buttons">
      <button type="button" id="disconnect">${w.disconnect}</button>
      <button type="button" id="reconnect" disabled>${w.reconnect}</button>
    </div>
  </c:if>
  <p id="gap" class="notice" role="status" hidden>${w.gap}</p>
  <p id="error" class="notice" role="alert"></p>
  <noscript><p class="notice">${w.noScript}</p></noscript>
</section>
