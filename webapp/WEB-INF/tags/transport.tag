<%@ tag description="The page of one transport; the body explains it" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="name" required="true" %>
<%@ attribute name="title" required="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:page title="${title} · Red Dot" transport="${name}" current="${name}">
  <div class="intro">
    <h1><c:out value="${title}"/></h1>
    <p class="lead"><jsp:doBody/></p>
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
        <h2 id="hop-title">Continue elsewhere</h2>
        <p>These links carry the cursor: another transport continues exactly here, losing nothing and repeating nothing.</p>
        <r:transports current="${name}" hop="true"/>
      </section>
      <c:choose>
        <c:when test="${name eq 'mqtt'}"><r:mosquitto/></c:when>
        <c:otherwise>
          <section id="request" class="card" aria-labelledby="request-title">
            <div class="head">
              <h2 id="request-title">The request</h2>
              <button type="button" hidden>Copy with token</button>
            </div>
            <pre tabindex="0" aria-labelledby="request-title"><code></code></pre>
          </section>
        </c:otherwise>
      </c:choose>
    </div>
  </div>
</r:page>
