<%@ tag description="The user and the topic of the page, with a form to change them; the user can be changed in demo mode only" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%-- The script fills this from the query: containers differ in how they decode non-ASCII parameters. --%>
<details class="who">
  <summary>${w.youAre}</summary>
  <form id="who" class="fields" method="get">
    <c:if test="${access eq 'demo'}"><label>${w.user} <input name="user" required autocomplete="off"></label></c:if>
    <label>${w.topic} <input name="topic" required autocomplete="off"></label>
    <c:if test="${access eq 'demo'}"><label class="check"><input type="checkbox" name="role" value="operator"> ${w.asOperator}</label></c:if>
    <button>${w.change}</button>
  </form>
</details>
