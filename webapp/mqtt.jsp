<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:transport name="mqtt" title="MQTT">
  The protocol of devices, here over a WebSocket and with mqtt.js. The payload is the message’s data; cursor, id and event are
  user properties, and a subscription names the cursor after which it continues.
</r:transport>
