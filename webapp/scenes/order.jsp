<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:scene name="order" word="sceneOrder">
  <section class="card phone" aria-labelledby="order-title">
    <h2 id="order-title">${w.sceneOrderNumber}</h2>
    <ol id="steps" class="steps">
      <li data-step="placed">${w.sceneOrderPlaced}</li>
      <li data-step="paid">${w.sceneOrderPaid}</li>
      <li data-step="packed">${w.sceneOrderPacked}</li>
      <li data-step="shipped">${w.sceneOrderShipped}</li>
      <li data-step="delivered">${w.sceneOrderDelivered}</li>
    </ol>
    <p id="now" role="status"></p>
  </section>
  <section class="card" aria-labelledby="shop-title">
    <h2 id="shop-title">${w.sceneShop}</h2>
    <div class="buttons">
      <button type="button" id="next" class="primary">${w.sceneOrderNext}</button>
      <button type="button" id="again">${w.sceneOrderAgain}</button>
    </div>
  </section>
</r:scene>
