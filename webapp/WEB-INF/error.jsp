<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<c:set var="status" value="${requestScope['jakarta.servlet.error.status_code']}"/>
<r:page word="${status eq 404 ? 'notFound' : 'wrong'}">
  <div class="calm">
    <p class="status"><c:out value="${status}"/></p>
    <c:choose>
      <c:when test="${status eq 404}">
        <h1>${w.nothingHere}</h1>
        <p class="lead">${w.mistyped}</p>
      </c:when>
      <c:when test="${status ge 500}">
        <h1>${w.wrongHere}</h1>
        <p class="lead">${w.tryAgain}</p>
      </c:when>
      <c:otherwise>
        <h1>${w.didNotWork}</h1>
        <p class="lead">${w.notAccepted}</p>
      </c:otherwise>
    </c:choose>
    <p><a class="button" href="<c:url value='/'/>">${w.toStart}</a></p>
  </div>
</r:page>
