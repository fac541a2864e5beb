<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:transport name="websocket" title="WebSocket">
  One connection, both ways. A frame carries one message or, when many are waiting, all of them.
</r:transport>
