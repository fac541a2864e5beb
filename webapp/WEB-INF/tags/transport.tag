<%@ tag description="The page of one transport" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="name" required="true" %>
<%@ attribute name="word" required="true" description="the key of its name; with Lead, that of its explanation" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:page word="${word}" transport="${name}" current="${name}">
  <r:access login="true"/>
  <div class="intro">
    <h1>${w[word]}</h1>
    <p class="lead">${w[word.concat('Lead')]}</p>
    <r:who/>
  </div>
  <div class="desk">
    <div class="side">
      <r:dot buttons="true"/>
      <r:publish/>
    </div>
    <div class="wide">
      <r:messages/>
      <section class="card" aria-labelledby="hop-title">
        <h2 id="hop-title">${w.elsewhere}</h2>
        <p>${w.elsewhereWhy}</p>
        <r:transports current="${name}" hop="true"/>
      </section>
      <c:choose>
        <c:when test="${name eq 'mqtt'}"><r:mosquitto/></c:when>
        <c:otherwise>
          <section id="request" class="card" aria-labelledby="request-title">
            <div class="head">
              <h2 id="request-title">${w.request}</h2>
              <button type="button" hidden>${w.copyWithToken}</button>
            </div>
            <pre tabindex="0" aria-labelledby="request-title"><code></code></pre>
          </section>
        </c:otherwise>
      </c:choose>
    </div>
  </div>
</r:page>
