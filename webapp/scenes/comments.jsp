<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:scene name="comments" word="sceneComments">
  <form id="send" class="card fields">
    <label>${w.sceneComment} <input id="text" required autocomplete="off" maxlength="500" placeholder="${w.saySomething}"></label>
    <div class="send"><button class="primary">${w.publish}</button></div>
  </form>
  <section class="card" aria-labelledby="comments-title">
    <h2 id="comments-title">${w.sceneCommentList}</h2>
    <ol id="comments" class="lines" reversed tabindex="0" aria-labelledby="comments-title"></ol>
  </section>
</r:scene>
