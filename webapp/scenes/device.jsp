<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:scene name="device" word="sceneDevice" module="lamp">
  <section class="card" aria-labelledby="page-title">
    <h2 id="page-title">${w.scenePageSide}</h2>
    <p id="lamp" class="lamp" role="status"></p>
    <div class="buttons">
      <button type="button" id="on" class="primary">${w.sceneOn}</button>
      <button type="button" id="off">${w.sceneOff}</button>
    </div>
  </section>
  <section class="card" aria-labelledby="device-title">
    <h2 id="device-title">${w.sceneDeviceSide}</h2>
    <p id="device" role="status"></p>
    <div class="buttons">
      <button type="button" id="connect" disabled>${w.sceneConnect}</button>
      <button type="button" id="cut" disabled>${w.sceneCut}</button>
    </div>
  </section>
  <r:mosquitto/>
</r:scene>
