<%@ tag description="A card for a transport; the body explains it" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="title" required="true" %>
<%@ attribute name="path" required="true" %>
<%@ attribute name="to" required="true" description="its page" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<li class="card way">
  <h3>
    <a data-carry="cursor" href="<c:url value='/${to}.jsp'/>"><c:out value="${title}"/></a>
  </h3>
  <p><jsp:doBody/></p>
  <code><c:out value="${path}"/></code>
</li>
