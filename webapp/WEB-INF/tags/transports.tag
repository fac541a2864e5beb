<%@ tag description="Links to the page of the dot, the scenes, the transports' pages, the laboratory, the documents and the API, or to the transports' pages only" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="current" description="the name of the current page" %>
<%@ attribute name="hop" type="java.lang.Boolean" description="whether the links carry the cursor; then only the other transports are listed" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<ul class="transports">
  <c:if test="${not pageScope.hop}">
    <li><a data-carry="" href="<c:url value='/dot.jsp'/>"${pageScope.current eq 'dot' ? ' aria-current="page"' : ''}>${w.theDot}</a></li>
    <li><a href="<c:url value='/scenes.jsp'/>"${pageScope.current eq 'scenes' ? ' aria-current="page"' : ''}>${w.scenes}</a></li>
  </c:if>
  <c:forEach var="to" items="${[['poll', 'poll'], ['long-poll', 'longPoll'], ['iframe', 'iframe'], ['sse', 'sseShort'], ['websocket', 'websocket'], ['mqtt', 'mqtt']]}">
    <c:if test="${not pageScope.hop or to[0] ne pageScope.current}">
      <li><a data-carry="${pageScope.hop ? 'cursor' : ''}" href="<c:url value='/${to[0]}.jsp'/>"${to[0] eq pageScope.current ? ' aria-current="page"' : ''}>${w[to[1]]}</a></li>
    </c:if>
  </c:forEach>
  <c:if test="${not pageScope.hop}">
    <li><a data-carry="" href="<c:url value='/lab.jsp'/>"${pageScope.current eq 'lab' ? ' aria-current="page"' : ''}>${w.lab}</a></li>
    <li><a href="<c:url value='/docs/index.jsp'/>"${pageScope.current eq 'docs' ? ' aria-current="page"' : ''}>${w.documents}</a></li>
    <li><a href="<c:url value='/api.jsp'/>"${pageScope.current eq 'api' ? ' aria-current="page"' : ''}>${w.api}</a></li>
  </c:if>
</ul>
