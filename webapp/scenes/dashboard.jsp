<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:scene name="dashboard" word="sceneDashboard" module="series" role="operator">
  <section class="card" aria-labelledby="samples-title">
    <div class="head">
      <h2 id="samples-title">${w.sceneServer}</h2>
      <p id="from" role="status"></p>
    </div>
    <div id="charts" class="charts"></div>
    <div class="buttons"><button type="button" id="publish" hidden>${w.sceneSample}</button></div>
  </section>
</r:scene>
