<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:transport name="sse" title="Server-sent events">
  One answer that does not end, a message an event. The browser’s own <code>EventSource</code> reads
  it, and each event’s id is the cursor.
</r:transport>
