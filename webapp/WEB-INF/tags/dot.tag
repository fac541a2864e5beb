<%@ tag description="The dot, the state of the connection, and errors" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="buttons" type="java.lang.Boolean" description="whether there are buttons to disconnect and reconnect" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<section class="card live" aria-label="Connection">
  <p class="stage">
    <output id="dot" data-count="0" aria-live="polite" aria-describedby="dot-means">0</output>
    <span id="dot-means" class="means">messages since this page opened</span>
  </p>
  <p id="state" data-state="connecting" role="status">Connecting…</p>
  <dl class="facts">
    <dt>Cursor</dt>
    <dd><code id="cursor"></code></dd>
  </dl>
  <c:if test="${pageScope.buttons}">
    <div class="buttons">
      <button type="button" id="disconnect">Disconnect</button>
      <button type="button" id="reconnect" disabled>Reconnect</button>
    </div>
  </c:if>
  <p id="gap" class="notice" role="status" hidden>Some messages are gone: the server could not continue
    at the cursor that this page had.</p>
  <p id="error" class="notice" role="alert"></p>
  <form id="token" class="fields" hidden>
    <label>Token <input name="token" required autocomplete="off" spellcheck="false" placeholder="eyJ…"></label>
    <button>Use it</button>
  </form>
  <noscript><p class="notice">This page needs JavaScript.</p></noscript>
</section>
