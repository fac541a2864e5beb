<%@ tag description="Links to the transports' pages" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="current" description="the transport that is being looked at" %>
<%@ attribute name="hop" type="java.lang.Boolean" description="whether they shall carry the cursor; the current one is left out then" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<ul class="transports">
  <c:forEach var="to" items="${[['poll', 'Short poll'], ['long-poll', 'Long poll'], ['iframe', 'iframe'], ['sse', 'SSE'], ['websocket', 'WebSocket'], ['mqtt', 'MQTT']]}">
    <c:if test="${not hop or to[0] ne current}">
      <li><a data-carry="${hop ? 'cursor' : ''}" href="<c:url value='/${to[0]}.jsp'/>"${to[0] eq current ? ' aria-current="page"' : ''}><c:out value="${to[1]}"/></a></li>
    </c:if>
  </c:forEach>
</ul>
