<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:transport name="long-poll" title="Long poll">
  The page sends a request, and the server holds it for up to 25 seconds, until there is a message. Then the page asks again, with the cursor of the answer.
</r:transport>
