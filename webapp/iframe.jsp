<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:transport name="iframe" title="iframe">
  A hidden page that never ends. Its script passes messages on to this page, which works in browsers of any age.
</r:transport>
