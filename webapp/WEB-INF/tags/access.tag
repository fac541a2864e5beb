<%@ tag description="The one place where a page asks for a token or a login; its script shows it if there is neither" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="login" type="java.lang.Boolean" description="whether the login of the browser is enough" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<section id="access" class="card access" aria-labelledby="access-title" hidden>
  <h2 id="access-title">${pageScope.login ? w.access : w.accessToken}</h2>
  <p>${pageScope.login ? w.accessWhy : w.accessWhyToken}</p>
  <p id="refused" class="notice" role="alert"></p>
  <form id="token">
    <label>${w.token} <input name="token" required autocomplete="off" spellcheck="false" placeholder="eyJ…"></label>
    <button class="primary">${w.useToken}</button>
    <c:if test="${pageScope.login}">
      <button type="button" id="login">${w.useLogin}</button>
    </c:if>
  </form>
</section>
