<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:scene name="ticks" word="sceneTicks">
  <section class="card" aria-labelledby="ticks-title">
    <div class="head">
      <h2 id="ticks-title">${w.scenePrices}</h2>
      <p id="counts" role="status"></p>
    </div>
    <table>
      <thead><tr><th scope="col">${w.sceneSymbol}</th><th scope="col">${w.scenePrice}</th><th scope="col">${w.sceneTick}</th></tr></thead>
      <tbody id="prices"></tbody>
    </table>
    <div class="buttons">
      <button type="button" id="publish" class="primary">${w.sceneTicksPublish}</button>
      <button type="button" id="pause">${w.sceneTicksPause}</button>
      <button type="button" id="resume" disabled>${w.sceneTicksResume}</button>
    </div>
  </section>
</r:scene>
