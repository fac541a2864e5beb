<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:transport name="mqtt" title="MQTT">
  What devices speak, here over a WebSocket and with mqtt.js. The payload is the message’s data; cursor, id and event are
  user properties, and a subscription says after which cursor it goes on.
</r:transport>
