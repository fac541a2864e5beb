<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="r" tagdir="/WEB-INF/tags" %>
<r:scene name="dot" word="sceneDot">
  <section class="card site" aria-labelledby="site-title">
    <header>
      <h2 id="site-title">${w.mySite}</h2>
      <div class="tools"><span id="user"></span><red-dot></red-dot></div>
    </header>
    <div class="text" aria-hidden="true"><i></i><i></i><i></i><i></i></div>
  </section>
  <form id="send" class="card fields">
    <label>${w.text} <input id="text" required autocomplete="off" maxlength="500" placeholder="${w.saySomething}"></label>
    <div class="send"><button class="primary">${w.send}</button></div>
  </form>
</r:scene>
