<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="fn" uri="jakarta.tags.functions" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<c:set var="context" value="${fn:escapeXml(pageContext.request.contextPath)}"/>
<r:page title="The dot in your page · Red Dot" script="dot" current="dot">
  <div class="intro">
    <h1>The dot in your page</h1>
    <p class="lead">Five lines give your page an inbox: it counts and lists messages, and knows on each device what was read on another. It uses the best transport that works, and all tabs share one connection.</p>
  </div>
  <div class="desk front">
    <div class="wide">
      <section class="card site" aria-labelledby="site-title">
        <header>
          <h2 id="site-title">My site</h2>
          <div class="tools"><span id="user"></span><red-dot url="${context}"></red-dot></div>
        </header>
        <div class="text" aria-hidden="true"><i></i><i></i><i></i><i></i></div>
        <footer>
          <p id="state" data-state="connecting" role="status">Connecting…</p>
          <label>Theme
            <select id="theme"><option value="">Browser’s</option><option value="light">Light</option><option value="dark">Dark</option></select>
          </label>
          <label>Language
            <select id="language"><option value="en">English</option><option value="zh">中文</option></select>
          </label>
        </footer>
      </section>
      <section class="card code" aria-labelledby="code-title">
        <div class="head">
          <h2 id="code-title">A whole page</h2>
          <button type="button" hidden>Copy</button>
        </div>
        <pre tabindex="0" aria-labelledby="code-title"><code>&lt;!DOCTYPE html&gt;
&lt;html lang="en"&gt;
&lt;title&gt;My site&lt;/title&gt;
&lt;script type="module" src="${context}/js/red-dot.js"&gt;&lt;/script&gt;
&lt;red-dot url="${context}" token-url="${context}/api/demo/token?user=<b id="name">alice</b>"&gt;&lt;/red-dot&gt;</code></pre>
        <p>On your own site, <code>token-url</code> is an address that answers with a token for the signed-in user. It is requested again before the token expires.</p>
      </section>
      <section class="card code" aria-labelledby="script-title">
        <h2 id="script-title">Or without the element</h2>
        <pre tabindex="0" aria-labelledby="script-title"><code>import { RedDot } from '${context}/js/reddot.js';

const dot = new RedDot({ url: '${context}', token: async () =&gt; (await fetch('/my/token')).text() });
dot.addEventListener('unread', ({ detail }) =&gt; console.log(detail.count));
dot.addEventListener('message', ({ detail }) =&gt; console.log(detail.topic, detail.data));</code></pre>
      </section>
    </div>
    <div class="side">
      <form id="publish" class="card fields" aria-labelledby="publish-title">
        <h2 id="publish-title">Send something</h2>
        <label>To
          <select name="topic">
            <option value="user"></option>
            <option value="everyone">everyone</option>
          </select>
        </label>
        <label>Title <input name="title" autocomplete="off" placeholder="Optional"></label>
        <label>Text <input name="text" required autocomplete="off" placeholder="Say something"></label>
        <label class="check"><input type="checkbox" name="rich">
          <span>Rich text, in HTML: <code>&lt;b&gt;</code>, <code>&lt;a href&gt;</code>, lists… The server sanitizes it.</span></label>
        <div class="send">
          <button class="primary">Send</button>
          <output></output>
        </div>
      </form>
      <form id="who" class="card fields" aria-labelledby="who-title">
        <h2 id="who-title">Whose dot</h2>
        <label>User <input name="user" required autocomplete="off" list="users"></label>
        <datalist id="users"><option value="alice"><option value="bob"><option value="carol"></datalist>
        <div class="send">
          <button>Change</button>
          <a id="window" class="button" target="_blank" rel="noopener">Second window</a>
        </div>
      </form>
      <p id="error" class="notice" role="alert"></p>
      <form id="token" class="card fields" hidden>
        <label>Token <input name="token" required autocomplete="off" spellcheck="false" placeholder="eyJ…"></label>
        <button>Use it</button>
      </form>
      <noscript><p class="notice">This page needs JavaScript.</p></noscript>
    </div>
  </div>
</r:page>
