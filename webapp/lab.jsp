<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<c:set var="lanes" value="${[['poll', 'poll', 'labPoll'], ['long-poll', 'longPoll', 'labLongPoll'], ['iframe', 'iframe', 'labIframe'], ['sse', 'sse', 'labSse'], ['websocket', 'websocket', 'labWebsocket'], ['mqtt', 'labMqtt', 'labMqtt']]}"/>
<r:page word="lab" script="lab" style="lab" current="lab">
  <r:access login="true"/>
  <div class="intro">
    <h1>${w.lab}</h1>
    <p class="lead">${w.labLead}</p>
  </div>
  <div class="lab">
    <form id="run" class="card" aria-labelledby="run-title">
      <h2 id="run-title">${w.labRun}</h2>
      <div class="controls">
        <label>${w.labRate} <span class="slider"><input type="range" name="rate" min="1" max="20" value="5"> <output id="rate"></output></span></label>
        <label>${w.labSize} <select name="size"><option value="100">100 B</option><option value="1000">1000 B</option><option value="16000">16000 B</option></select></label>
        <label>${w.labSeconds} <select name="seconds"><option value="30">30 s</option><option value="60" selected>60 s</option><option value="120">120 s</option></select></label>
        <div class="send"><button id="begin" class="primary">${w.labBegin}</button> <button id="stop" type="button" disabled>${w.labStop}</button></div>
      </div>
      <p class="told"><span id="state" data-state="connecting" role="status">${w.connecting}</span> <span id="stored"></span> <code id="topic"></code></p>
      <p id="error" class="notice" role="alert"></p>
      <noscript><p class="notice">${w.noScript}</p></noscript>
      <div class="faults" role="group" aria-label="${w.labAll}">
        <span aria-hidden="true">${w.labAll}</span>
        <button type="button" data-fault="cut" aria-pressed="false">${w.labCut}</button>
        <button type="button" data-fault="stalled" aria-pressed="false">${w.labStall}</button>
        <button type="button" data-fault="buffers" aria-pressed="false">${w.labBuffer}</button>
      </div>
    </form>
    <section aria-labelledby="lanes-title">
      <h2 id="lanes-title">${w.labLanes}</h2>
      <div class="lanes">
        <c:forEach var="lane" items="${lanes}"><r:lane name="${lane[0]}" word="${lane[1]}" about="${lane[2]}"/></c:forEach>
      </div>
    </section>
    <section class="card" aria-labelledby="server-title">
      <h2 id="server-title">${w.labServer}</h2>
      <p>${w.labServerWhy}</p>
      <dl class="figures server">
        <c:forEach var="figure" items="${[['cpu', w.labCpu], ['cpu-client', w.labCpuClient], ['heap', w.labHeap], ['heap-client', w.labHeapClient], ['clients', w.labClients], ['waiting', w.labWaiting]]}">
          <div><dt>${figure[1]}</dt><dd id="server-${figure[0]}">–</dd></div>
        </c:forEach>
      </dl>
      <p id="server-none" class="quiet" hidden>${w.labServerNone}</p>
    </section>
    <section class="card" aria-labelledby="faults-title">
      <h2 id="faults-title">${w.labFaults}</h2>
      <dl class="about">
        <dt>${w.labCut}</dt><dd>${w.labCutWhy}</dd>
        <dt>${w.labStall}</dt><dd>${w.labStallWhy}</dd>
        <dt>${w.labBuffer}</dt><dd>${w.labBufferWhy}</dd>
      </dl>
      <h3 id="events-title">${w.labEvents}</h3>
      <%-- Focusable, so that the keyboard can scroll it. --%>
      <ol id="events" reversed tabindex="0" aria-labelledby="events-title"></ol>
    </section>
    <section class="card" aria-labelledby="table-title">
      <div class="head">
        <h2 id="table-title">${w.labTable}</h2>
        <span><button id="csv" type="button">${w.labCsv}</button> <button id="svg" type="button">${w.labSvg}</button></span>
      </div>
      <div class="table" tabindex="0" role="group" aria-labelledby="table-title">
        <table>
          <thead><tr><th scope="col">${w.labTransport}</th><th scope="col">${w.labReceived}</th><th scope="col">${w.labMissing}</th><th scope="col">${w.labMedian}</th><th scope="col">95 %</th><th scope="col">${w.labSlowest}</th><th scope="col">${w.labRequests}</th><th scope="col">${w.labEach}</th><th scope="col">${w.labUp}</th><th scope="col">${w.labDown}</th><th scope="col">${w.labReconnects}</th></tr></thead>
          <tbody>
            <c:forEach var="lane" items="${lanes}">
              <tr data-lane="${lane[0]}"><th scope="row">${w[lane[1]]}</th><c:forEach var="figure" items="${['received', 'missing', 'p50', 'p95', 'p99', 'requests', 'each', 'up', 'down', 'reconnects']}"><td data-figure="${figure}">–</td></c:forEach></tr>
            </c:forEach>
          </tbody>
        </table>
      </div>
      <p class="quiet">${w.labEstimated}</p>
    </section>
  </div>
</r:page>
