<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:scene name="config" word="sceneConfig" module="watch">
  <form id="send" class="card fields">
    <label>${w.sceneConfigKey} <input id="key" readonly></label>
    <label>${w.sceneConfigValue} <input id="text" required autocomplete="off" maxlength="500" spellcheck="false"></label>
    <div class="send"><button class="primary">${w.publish}</button></div>
  </form>
  <section class="card" aria-labelledby="watchers-title">
    <h2 id="watchers-title">${w.sceneWatchers}</h2>
    <ul id="watchers" class="watchers"></ul>
    <div class="buttons">
      <button type="button" id="add">${w.sceneWatcherAdd}</button>
      <label class="beside">${w.sceneConfigWait}
        <select id="wait"><option>2</option><option selected>10</option><option>25</option></select>
      </label>
    </div>
  </section>
</r:scene>
