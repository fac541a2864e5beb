<%@ tag description="The messages, newest first" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<section class="card log" aria-labelledby="messages-title">
  <h2 id="messages-title">${w.messages}</h2>
  <p id="empty">${w.noMessages}</p>
  <%-- Focusable, so that the keyboard can scroll it. --%>
  <ol id="messages" reversed tabindex="0" aria-labelledby="messages-title"></ol>
</section>
