<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:transport name="iframe" title="iframe">
  A hidden page that never ends. Each of its scripts hands messages to this one, which works in any
  browser that has windows at all.
</r:transport>
