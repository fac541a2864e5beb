<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:scene name="assistant" word="sceneAssistant" module="answer">
  <section class="card" aria-labelledby="answer-title">
    <h2 id="answer-title">${w.sceneAnswer}</h2>
    <p id="question" class="question"></p>
    <p id="answer" class="answer" aria-live="polite"></p>
    <div class="buttons">
      <button type="button" id="ask" class="primary" disabled>${w.sceneAsk}</button>
      <button type="button" id="reload">${w.sceneReload}</button>
    </div>
    <p id="progress" role="status"></p>
  </section>
</r:scene>
