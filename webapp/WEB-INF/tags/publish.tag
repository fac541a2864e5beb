<%@ tag description="A form to publish a message" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<form id="publish" class="card fields" aria-labelledby="publish-title">
  <h2 id="publish-title">Publish</h2>
  <div class="pair">
    <label>Topic <input name="topic" required maxlength="1024" autocomplete="off" spellcheck="false"></label>
    <label>Event <input name="event" value="comment" autocomplete="off" spellcheck="false"></label>
  </div>
  <label>Text <input name="text" required autocomplete="off" placeholder="Say something"></label>
  <div class="send">
    <button class="primary">Publish</button>
    <output></output>
  </div>
</form>
