<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="fn" uri="jakarta.tags.functions" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<c:set var="context" value="${fn:escapeXml(pageContext.request.contextPath)}"/>
<r:page word="dot" script="dot" current="dot">
  <r:access/>
  <div class="intro">
    <h1>${w.dot}</h1>
    <p class="lead">${w.dotLead}</p>
  </div>
  <div class="desk front">
    <div class="wide">
      <section class="card site" aria-labelledby="site-title">
        <header>
          <h2 id="site-title">${w.mySite}</h2>
          <div class="tools"><span id="user"></span><red-dot url="${context}"></red-dot></div>
        </header>
        <div class="text" aria-hidden="true"><i></i><i></i><i></i><i></i></div>
        <footer>
          <p id="state" data-state="connecting" role="status">${w.connecting}</p>
          <label>${w.theme}
            <select id="theme"><option value="">${w.themeBrowser}</option><option value="light">${w.themeLight}</option><option value="dark">${w.themeDark}</option></select>
          </label>
          <label>${w.languageOfDot}
            <select id="language"><option value="en">English</option><option value="zh">中文</option><option value="es">Español</option><option value="de">Deutsch</option><option value="fr">Français</option><option value="ja">日本語</option><option value="pt">Português</option><option value="ar">العربية</option></select>
          </label>
        </footer>
      </section>
      <section class="card code" aria-labelledby="code-title">
        <div class="head">
          <h2 id="code-title">${w.wholePage}</h2>
          <button type="button" hidden>${w.copy}</button>
        </div>
        <pre tabindex="0" aria-labelledby="code-title"><code>&lt;!DOCTYPE html&gt;
&lt;html lang="${w.language}"&gt;
&lt;title&gt;${w.mySite}&lt;/title&gt;
&lt;script type="module" src="${context}/js/red-dot.js"&gt;&lt;/script&gt;
&lt;red-dot url="${context}" token-url="<c:choose><c:when test="${access eq 'demo'}">${context}/api/demo/token?user=<b id="name">alice</b></c:when><c:otherwise>/my/token</c:otherwise></c:choose>"&gt;&lt;/red-dot&gt;</code></pre>
        <p>${access eq 'demo' ? w.wholePageDemo : w.wholePageWhy}</p>
      </section>
      <section class="card code" aria-labelledby="script-title">
        <h2 id="script-title">${w.withoutElement}</h2>
        <pre tabindex="0" aria-labelledby="script-title"><code>import { RedDot } from '${context}/js/reddot.js';

const dot = new RedDot({ url: '${context}', token: async () =&gt; (await fetch('/my/token')).text() });
dot.addEventListener('unread', ({ detail }) =&gt; console.log(detail.count));
dot.addEventListener('message', ({ detail }) =&gt; console.log(detail.topic, detail.data));</code></pre>
      </section>
    </div>
    <div class="side">
      <form id="publish" class="card fields" aria-labelledby="publish-title">
        <h2 id="publish-title">${w.sendSomething}</h2>
        <label>${w.to}
          <select name="topic">
            <option value="user"></option>
            <option value="everyone">${w.everyone}</option>
          </select>
        </label>
        <label>${w.titleOfMessage} <input name="title" autocomplete="off" placeholder="${w.optional}"></label>
        <label>${w.text} <input name="text" required autocomplete="off" placeholder="${w.saySomething}"></label>
        <label class="check"><input type="checkbox" name="rich">
          <span>${w.richText}</span></label>
        <div class="send">
          <button class="primary">${w.send}</button>
          <output></output>
        </div>
      </form>
      <c:if test="${access eq 'demo'}">
      <form id="who" class="card fields" aria-labelledby="who-title">
        <h2 id="who-title">${w.whoseDot}</h2>
        <label>${w.user} <input name="user" required autocomplete="off" list="users"></label>
        <datalist id="users"><option value="alice"><option value="bob"><option value="carol"></datalist>
        <div class="send">
          <button>${w.change}</button>
          <a id="window" class="button" target="_blank" rel="noopener">${w.secondWindow}</a>
        </div>
      </form>
      </c:if>
      <p id="error" class="notice" role="alert"></p>
      <noscript><p class="notice">${w.noScript}</p></noscript>
    </div>
  </div>
</r:page>
