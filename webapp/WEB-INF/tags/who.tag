<%@ tag description="The user and the topic of the page, with a form to change them" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%-- The script fills this from the query: containers differ in how they decode non-ASCII parameters. --%>
<details class="who">
  <summary>You are <b id="user"></b>, following <b id="topic"></b></summary>
  <form id="who" class="fields" method="get">
    <label>User <input name="user" required autocomplete="off"></label>
    <label>Topic <input name="topic" required autocomplete="off"></label>
    <label class="check"><input type="checkbox" name="role" value="operator"> As operator</label>
    <button>Change</button>
  </form>
</details>
