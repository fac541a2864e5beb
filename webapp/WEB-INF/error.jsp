<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<c:set var="status" value="${requestScope['jakarta.servlet.error.status_code']}"/>
<r:page title="${status eq 404 ? 'Not found' : 'Something went wrong'} · Red Dot">
  <div class="calm">
    <p class="status"><c:out value="${status}"/></p>
    <c:choose>
      <c:when test="${status eq 404}">
        <h1>There is nothing here.</h1>
        <p class="lead">The address may be mistyped, or the page has moved.</p>
      </c:when>
      <c:when test="${status ge 500}">
        <h1>Something went wrong, on our side.</h1>
        <p class="lead">Please try again in a moment.</p>
      </c:when>
      <c:otherwise>
        <h1>That did not work.</h1>
        <p class="lead">The server could not accept this request.</p>
      </c:otherwise>
    </c:choose>
    <p><a class="button" href="<c:url value='/'/>">To the start page</a></p>
  </div>
</r:page>
