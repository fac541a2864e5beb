<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:page word="scenes" style="scenes" current="scenes">
  <div class="intro">
    <h1>${w.scenes}</h1>
    <p class="lead">${w.scenesLead}</p>
  </div>
  <ul class="cards all">
    <c:forEach var="to" items="${[['dot', 'sceneDot'], ['comments', 'sceneComments'], ['ticks', 'sceneTicks'], ['config', 'sceneConfig'], ['chat', 'sceneChat'], ['assistant', 'sceneAssistant'], ['dashboard', 'sceneDashboard'], ['device', 'sceneDevice'], ['order', 'sceneOrder']]}">
      <li class="card way">
        <h2><a href="<c:url value='/scenes/${to[0]}.jsp'/>">${w[to[1]]}</a></h2>
        <p>${w[to[1].concat('Lead')]}</p>
      </li>
    </c:forEach>
  </ul>
</r:page>
