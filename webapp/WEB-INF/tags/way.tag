<%@ tag description="A card for a transport" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="word" required="true" description="the key of its name; with Way, that of its explanation" %>
<%@ attribute name="path" required="true" %>
<%@ attribute name="to" required="true" description="its page" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<li class="card way">
  <h3>
    <a data-carry="cursor" href="<c:url value='/${to}.jsp'/>">${w[word]}</a>
  </h3>
  <p>${w[word.concat('Way')]}</p>
  <code><c:out value="${path}"/></code>
</li>
