<%@ tag description="The layout of every page" pageEncoding="UTF-8" trimDirectiveWhitespaces="true" %>
<%@ attribute name="word" description="the key of its title; none: the title is given, or there is none" %>
<%@ attribute name="title" description="its title, if its content is in English only" %>
<%@ attribute name="transport" description="the transport with which the page connects; none: it does not connect" %>
<%@ attribute name="script" description="the page's script; default: page.js, if the page connects" %>
<%@ attribute name="style" description="the page's own style sheet" %>
<%@ attribute name="current" description="the page's own name, marked in the navigation" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="fn" uri="jakarta.tags.functions" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<%-- Here and in the other tags, attributes are read through pageScope: otherwise EL searches some packages for a class of that name whenever the attribute has no value. --%>
<c:set var="w" scope="request" value="${pages.words(pageContext.request, pageContext.response)}"/>
<%-- How visitors get in: "demo" (with demo tokens), "login" (the container knows them), "token" (the page asks). --%>
<c:set var="access" scope="request" value="${demo.admits(pageContext.request) ? 'demo' : empty pageContext.request.userPrincipal ? 'token' : 'login'}"/>
<!DOCTYPE html>
<html lang="${w.language}">
<head>
  <meta charset="UTF-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title><c:out value="${empty pageScope.word ? pageScope.title : w[pageScope.word]}"/>${empty pageScope.word and empty pageScope.title ? '' : ' · '}Red Dot</title>
  <link rel="icon" type="image/svg+xml" href="<c:url value='/favicon.svg'/>">
  <link rel="stylesheet" href="<c:url value='/css/reddot.css'/>">
  <c:if test="${not empty pageScope.style}">
    <link rel="stylesheet" href="<c:url value='/css/${pageScope.style}.css'/>">
  </c:if>
  <c:if test="${not empty pageScope.transport or not empty pageScope.script}">
    <script type="module" src="<c:url value='/js/${empty pageScope.script ? "page" : pageScope.script}.js'/>"></script>
  </c:if>
</head>
<body data-transport="${fn:escapeXml(pageScope.transport)}" data-context="${fn:escapeXml(pageContext.request.contextPath)}" data-access="${access}" data-user="${fn:escapeXml(pageContext.request.remoteUser)}">
  <a class="skip" href="#main">${w.skip}</a>
  <c:if test="${demo.on}">
    <aside id="demo" class="demo" aria-label="${w.demo}">${demo.remote ? w.demoRemote : w.demoLocal}</aside>
  </c:if>
  <header class="top">
    <a class="brand" data-carry="" href="<c:url value='/'/>">Red Dot</a>
    <nav aria-label="${w.pages}">
      <r:transports current="${pageScope.current}"/>
    </nav>
    <a class="language" lang="${w.other}" hreflang="${w.other}" rel="nofollow" href="<c:out value='${pages.link(pageContext.request, w.other)}'/>">${w.otherName}</a>
  </header>
  <main id="main"${empty pageScope.title ? '' : ' lang="en"'}>
    <jsp:doBody/>
  </main>
  <footer class="bottom">
    <p>${w.motto}</p>
    <p>${w.license}</p>
  </footer>
</body>
</html>
