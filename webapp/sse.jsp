<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:transport name="sse" title="Server-sent events">
  One answer that does not end. Each message is an event, whose id is the cursor. This page reads it with
  <code>fetch</code>; the browser’s own <code>EventSource</code> can, too.
</r:transport>
