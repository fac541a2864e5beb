<%@ tag description="One lane of the laboratory: a transport with its numbers, what can be done to it, and three sentences about it" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="name" required="true" %>
<%@ attribute name="word" required="true" description="the key of its name" %>
<%@ attribute name="about" required="true" description="with How, Cost and When, the keys of its sentences" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<section class="card lane" data-lane="${name}" aria-labelledby="lane-${name}">
  <div class="head">
    <h3 id="lane-${name}">${w[word]}</h3>
    <span class="state" data-state="connecting">${w.connecting}</span>
  </div>
  <div class="drawing"></div>
  <dl class="figures">
    <c:forEach var="figure" items="${[['received', w.labReceived], ['missing', w.labMissing], ['p50', w.labMedian], ['p99', w.labSlowest], ['requests', w.labRequests], ['reconnects', w.labReconnects], ['up', w.labUp], ['down', w.labDown]]}">
      <div><dt>${figure[1]}</dt><dd data-figure="${figure[0]}">–</dd></div>
    </c:forEach>
  </dl>
  <div class="faults" role="group" aria-labelledby="lane-${name}">
    <button type="button" data-fault="cut" aria-pressed="false">${w.labCut}</button>
    <button type="button" data-fault="stalled" aria-pressed="false">${w.labStall}</button>
    <button type="button" data-fault="buffers" aria-pressed="false">${w.labBuffer}</button>
  </div>
  <dl class="about">
    <c:forEach var="part" items="${['How', 'Cost', 'When']}">
      <c:set var="label" value="lab${part}"/>
      <c:set var="sentence" value="${about}${part}"/>
      <dt>${w[label]}</dt><dd>${w[sentence]}</dd>
    </c:forEach>
  </dl>
</section>
