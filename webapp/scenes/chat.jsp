<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:scene name="chat" word="sceneChat" module="members">
  <section class="card" aria-labelledby="members-title">
    <h2 id="members-title">${w.sceneMembers}</h2>
    <ul id="members" class="chips"></ul>
  </section>
  <section class="card" aria-labelledby="lines-title">
    <h2 id="lines-title">${w.sceneRoom}</h2>
    <ol id="lines" class="lines" tabindex="0" aria-labelledby="lines-title"></ol>
    <form id="send" class="fields">
      <label>${w.text} <input id="text" required autocomplete="off" maxlength="500" placeholder="${w.saySomething}"></label>
      <div class="send"><button class="primary">${w.send}</button></div>
    </form>
  </section>
</r:scene>
