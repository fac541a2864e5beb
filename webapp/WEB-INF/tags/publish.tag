<%@ tag description="A form to publish a message" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<form id="publish" class="card fields" aria-labelledby="publish-title">
  <h2 id="publish-title">${w.publish}</h2>
  <div class="pair">
    <label>${w.topic} <input name="topic" required maxlength="1024" autocomplete="off" spellcheck="false"></label>
    <label>${w.event} <input name="event" value="comment" autocomplete="off" spellcheck="false"></label>
  </div>
  <label>${w.text} <input name="text" required autocomplete="off" placeholder="${w.saySomething}"></label>
  <div class="send">
    <button class="primary">${w.publish}</button>
    <output></output>
  </div>
</form>
