<%@ tag description="The page of one scene: what it is about, the scene itself, and the scripts that run in it" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="name" required="true" description="the name of its page and of its script" %>
<%@ attribute name="word" required="true" description="the key of its title; with Lead, that of its explanation" %>
<%@ attribute name="module" description="a module of the scene that its script imports" %>
<%@ attribute name="role" description="what the visitor is in demo mode" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:page word="${word}" script="scenes/${name}" style="scenes" current="scenes">
  <r:access/>
  <div class="intro">
    <p class="up"><a href="<c:url value='/scenes.jsp'/>">${w.scenes}</a></p>
    <h1>${w[word]}</h1>
    <p class="lead">${w[word.concat('Lead')]}</p>
    <p id="state" data-state="connecting" role="status">${w.connecting}</p>
    <p id="error" class="notice" role="alert"></p>
    <noscript><p class="notice">${w.noScript}</p></noscript>
  </div>
  <%-- Inert until the script has a token: before that, nothing here could work. --%>
  <div id="scene" class="scene ${name}" data-scene="${name}" data-role="${pageScope.role}" inert>
    <jsp:doBody/>
  </div>
  <section class="sources" aria-labelledby="sources-title">
    <h2 id="sources-title">${w.sceneSource}</h2>
    <p>${w.sceneSourceWhy}</p>
    <c:forEach var="file" items="${[name, pageScope.module]}">
      <c:if test="${not empty file}">
        <div class="card code" data-source="scenes/${file}.js">
          <div class="head">
            <h3 id="source-${file}"><code>js/scenes/${file}.js</code></h3>
            <button type="button" hidden>${w.copy}</button>
          </div>
          <pre tabindex="0" role="region" aria-labelledby="source-${file}"><code></code></pre>
        </div>
      </c:if>
    </c:forEach>
  </section>
</r:page>
