<%@ tag description="The layout of every page" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="title" required="true" %>
<%@ attribute name="transport" description="the transport with which the page connects; none: it does not connect" %>
<%@ attribute name="script" description="the page's script; default: page.js, if the page connects" %>
<%@ attribute name="style" description="the page's own style sheet" %>
<%@ attribute name="current" description="the page's own name, marked in the navigation" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="fn" uri="jakarta.tags.functions" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<%-- Here and in the other tags, attributes are read through pageScope: otherwise EL searches some packages for a class of that name whenever the attribute has no value. --%>
<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title><c:out value="${title}"/></title>
  <link rel="icon" type="image/svg+xml" href="<c:url value='/favicon.svg'/>">
  <link rel="stylesheet" href="<c:url value='/css/reddot.css'/>">
  <c:if test="${not empty pageScope.style}">
    <link rel="stylesheet" href="<c:url value='/css/${pageScope.style}.css'/>">
  </c:if>
  <c:if test="${not empty pageScope.transport or not empty pageScope.script}">
    <script type="module" src="<c:url value='/js/${empty pageScope.script ? "page" : pageScope.script}.js'/>"></script>
  </c:if>
</head>
<body data-transport="${fn:escapeXml(pageScope.transport)}" data-context="${fn:escapeXml(pageContext.request.contextPath)}">
  <a class="skip" href="#main">Skip to the content</a>
  <c:if test="${demo.on}">
    <aside id="demo" class="demo" aria-label="Demo mode"><b>Demo mode.</b> Anybody ${demo.remote ? 'who reaches this server' : 'on this machine'} gets a
      token for any user. Before you send real messages, unset <code>reddot.demo</code>.</aside>
  </c:if>
  <header class="top">
    <a class="brand" data-carry="" href="<c:url value='/'/>">Red Dot</a>
    <nav aria-label="Pages">
      <r:transports current="${pageScope.current}"/>
    </nav>
  </header>
  <main id="main">
    <jsp:doBody/>
  </main>
  <footer class="bottom">
    <p>Red Dot: one log, one cursor, any transport.</p>
    <p>Apache License 2.0</p>
  </footer>
</body>
</html>
