<%@ tag description="Links to the page of the dot and to the transports' pages, or to the latter only" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="current" description="the transport that is being looked at" %>
<%@ attribute name="hop" type="java.lang.Boolean" description="whether they shall carry the cursor; the current one and the dot are left out then" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<ul class="transports">
  <c:if test="${not pageScope.hop}">
    <li><a data-carry="" href="<c:url value='/dot.jsp'/>"${pageScope.current eq 'dot' ? ' aria-current="page"' : ''}>The dot</a></li>
  </c:if>
  <c:forEach var="to" items="${[['poll', 'Short poll'], ['long-poll', 'Long poll'], ['iframe', 'iframe'], ['sse', 'SSE'], ['websocket', 'WebSocket'], ['mqtt', 'MQTT']]}">
    <c:if test="${not pageScope.hop or to[0] ne pageScope.current}">
      <li><a data-carry="${pageScope.hop ? 'cursor' : ''}" href="<c:url value='/${to[0]}.jsp'/>"${to[0] eq pageScope.current ? ' aria-current="page"' : ''}><c:out value="${to[1]}"/></a></li>
    </c:if>
  </c:forEach>
</ul>
