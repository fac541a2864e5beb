<%@ tag description="The messages, newest first" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<section class="card log" aria-labelledby="messages-title">
  <h2 id="messages-title">Messages</h2>
  <p id="empty">Nothing yet. Publish something, here or on another page.</p>
  <%-- Focusable, so that the keyboard can scroll it. --%>
  <ol id="messages" reversed tabindex="0" aria-labelledby="messages-title"></ol>
</section>
