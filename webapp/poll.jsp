<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:transport name="poll" title="Short poll">
  The page asks every two seconds. The cursor is the answer’s <code>ETag</code>, so if nothing is newer, the answer is a bare <code>304</code>.
</r:transport>
