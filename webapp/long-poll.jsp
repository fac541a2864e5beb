<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:transport name="long-poll" title="Long poll">
  The page asks, and the server keeps the question for up to 25 seconds, until there is something
  to say. Then the page asks again, after the cursor that it was given.
</r:transport>
