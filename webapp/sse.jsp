<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:transport name="sse" word="sse"/>
