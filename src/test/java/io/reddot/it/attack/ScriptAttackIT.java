package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Browser;
import io.reddot.fixture.OneServer;
import io.reddot.fixture.Site;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.Forgery;
import jakarta.json.Json;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.SearchContext;
import org.openqa.selenium.chrome.ChromeDriver;

/** Script in every field, on every page, in a real browser: it is shown, and does nothing. */
@ResourceLock(Attack.SERVER)
@Tag(OneServer.TAG)
class ScriptAttackIT {
  /** Each would say so in the page's global {@code hacked}, by a dialog, or in its title. */
  private static final List<String> SCRIPTS =
      List.of(
          "<script>top.hacked=1</script>",
          "<script>alert(1)</script>",
          "</script><script>top.hacked=1</script>",
          "<img src=x onerror=top.hacked=1>",
          "\"><img src=x onerror=top.hacked=1>",
          "'><svg onload=top.hacked=1>",
          "<svg><script>top.hacked=1</script></svg>",
          "</title></textarea></style><img src=x onerror=top.hacked=1>",
          "<iframe srcdoc='<script>parent.hacked=1</script>'>",
          "<a href=javascript:top.hacked=1 id=hack>x</a>",
          "javascript:top.hacked=1",
          "<details open ontoggle=top.hacked=1>",
          "<input autofocus onfocus=top.hacked=1>",
          "<base href=//evil.example><form action=javascript:top.hacked=1>",
          "<meta http-equiv=refresh content=0;url=javascript:top.hacked=1>",
          "'-(top.hacked=1)-'",
          "${top.hacked=1}{{top.hacked=1}}",
          "\"]);top.hacked=1;r([\"",
          "__proto__",
          "<style>@import'//evil.example';*{display:none}</style>");

  /** What cleaners of HTML are known to have let through. */
  private static final List<String> MARKUP =
      List.of(
          "<svg></p><style><a id=\"</style><img src=1 onerror=top.hacked=1>\">",
          "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1"
              + " onerror=top.hacked=1&gt;\">",
          "<noscript><p title=\"</noscript><img src=x onerror=top.hacked=1>\">",
          "<a href=\"java&#10;script:top.hacked=1\" id=hack>x</a>",
          "<a href=\"&#x6a;avascript:top.hacked=1\" id=hack>x</a>",
          "<a href=\"data:text/html,<script>top.hacked=1</script>\" id=hack>x</a>",
          "<a href=\"vbscript:x\" id=hack>x</a>",
          "<object data=\"javascript:top.hacked=1\"></object><embed"
              + " src=\"javascript:top.hacked=1\">",
          "<form id=x><button formaction=\"javascript:top.hacked=1\">x</button></form>",
          "<template><script>top.hacked=1</script></template>",
          "<img src=\"x` `<script>top.hacked=1</script>\"` `>",
          "<p style=\"position:fixed;inset:0;z-index:99\" onmouseover=top.hacked=1>over all</p>",
          "<b id=messages name=location class=card>clobbers</b>");

  private static ChromeDriver browser;

  @RegisterExtension final Attack attack = new Attack();

  @BeforeAll
  static void openBrowser() {
    browser = Browser.open();
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.quit();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "poll", "long-poll", "iframe", "sse", "websocket", "mqtt"})
  void isShownByThePages(String page) throws Exception {
    String topic = "xss/" + UUID.randomUUID();
    signIn("<img src=x onerror=top.hacked=1>");
    browser.get(site().uri(page + ".jsp") + "?topic=" + Site.encode(topic + "/#"));
    Await.until("open", () -> browser.findElements(By.cssSelector("[data-state=open]")).size() > 0);
    int sent = 0;
    for (List<String> scripts : List.of(SCRIPTS, MARKUP)) {
      for (String script : scripts) {
        publish(topic + '/' + script.replaceAll("[#+]", ""), script);
        sent++;
      }
    }
    publish(topic + "/last", "still alive");
    int all = sent + 1;
    Await.until(
        "all are listed",
        () -> browser.findElements(By.cssSelector("#messages > li")).size() == all);
    String newest = browser.findElement(By.cssSelector("#messages > li")).getText();
    assertTrue(newest.contains("still alive"), newest);
    assertNothingRan();
  }

  @Test
  void isShownByTheElement() throws Exception {
    String user = "u<svg onload=top.hacked=1>" + attack.bob();
    String group = "<img src=x onerror=top.hacked=1>";
    signIn(user, group);
    browser.get(site().uri("dot.jsp") + "?user=" + Site.encode(user));
    for (List<String> scripts : List.of(SCRIPTS, MARKUP)) {
      for (String script : scripts) {
        publish("user/" + user, script);
      }
    }
    publish("group/" + group, "by a group");
    publish("user/" + user, "still alive");
    SearchContext element = browser.findElement(By.cssSelector("red-dot")).getShadowRoot();
    int all = SCRIPTS.size() + MARKUP.size() + 2;
    Await.until(
        "all are counted",
        () -> element.findElement(By.cssSelector("[part=badge]")).getText().equals("" + all));
    element.findElement(By.cssSelector("[part=button]")).click();
    Await.until(
        "all are listed",
        () -> {
          browser.executeScript(
              "const list = document.querySelector('red-dot').shadowRoot.querySelector('.scroll');"
                  + " list.scrollTop = list.scrollHeight");
          return element.findElements(By.cssSelector("[part~=item]")).size() == all;
        });
    assertTrue(
        element.findElement(By.cssSelector("[part~=item]")).getText().contains("still alive"));
    String unseen = "return document.querySelector('red-dot').client.unseen";
    Await.until("all are seen", () -> Long.valueOf(0).equals(browser.executeScript(unseen)));
    attack.stored(1); // that they were seen
    assertNothingRan();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "index.jsp",
        "poll.jsp",
        "iframe.jsp",
        "mqtt.jsp",
        "dot.jsp",
        "lab.jsp",
        "nowhere"
      })
  void standsInTheAddress(String page) throws Exception {
    for (String script : SCRIPTS) {
      String said = Site.encode(script);
      browser.get(
          site().uri(page)
              + "?user=%1$s&topic=%1$s&role=%1$s&after=%1$s&%1$s=%1$s#%1$s".formatted(said));
      assertNothingRan();
    }
    browser.get(
        site().uri("nowhere/" + Site.encode("<img src=x onerror=top.hacked=1>")).toString());
    assertNothingRan();
  }

  /** What the API answers is never taken for a page, whatever stands in it. */
  @Test
  void standsInWhatTheApiAnswers() throws Exception {
    String topic = "xss/" + UUID.randomUUID();
    publish(topic, SCRIPTS.get(0));
    String token = "&token=" + site().token();
    for (String path :
        List.of(
            "api/messages?topic=" + topic + token,
            "api/poll?after=earliest&topic=" + topic + token,
            "api/poll?topic=" + Site.encode("<script>top.hacked=1</script>+") + token,
            "api/presence/"
                + Site.encode("<script>top.hacked=1</script>".replace("/", ""))
                + "?x"
                + token,
            "api/" + Site.encode("<script>top.hacked=1</script>") + "?x" + token,
            "api/demo/token?user=" + Site.encode("<script>top.hacked=1</script>"))) {
      browser.get(site().uri(path).toString());
      assertNothingRan();
      assertEquals(0L, browser.executeScript("return document.querySelectorAll('script').length"));
    }
  }

  private Site site() {
    return attack.site();
  }

  /** As somebody of this name: an operator, for the topics here are nobody's. */
  private void signIn(String user, String... groups) {
    String[] all = java.util.Arrays.copyOf(groups, groups.length + 1);
    all[groups.length] = "operator";
    browser.get(site().uri("css/reddot.css").toString());
    browser.executeScript(
        "sessionStorage.setItem('reddot.token', arguments[0])", Forgery.token(user, all));
  }

  /** With the script in all of its fields. */
  private void publish(String topic, String script) throws Exception {
    String draft =
        Json.createObjectBuilder()
            .add("topic", topic)
            .add("event", "e" + script.substring(0, Math.min(127, script.length())))
            .add("id", script.substring(0, Math.min(60, script.length())) + UUID.randomUUID())
            .add(
                "data",
                Json.createObjectBuilder()
                    .add("title", script)
                    .add("text", script)
                    .add("html", script)
                    .add(script, script))
            .build()
            .toString();
    site().done("POST", "api/messages", draft);
    attack.stored(1);
  }

  /**
   * Where the browser shows a page of its own in a frame, because we refused what was asked for,
   * the frame is as closed as a stranger's; but its address is ours.
   */
  private static void assertNothingRan() {
    assertThrows(NoAlertPresentException.class, () -> browser.switchTo().alert());
    assertEquals(
        List.of(),
        browser.executeScript(
            """
            const wrong = [];
            for (let w of [window, ...Array.from(window.frames)]) {
              try { if (w.hacked !== undefined) wrong.push('ran: ' + w.hacked); } catch {
                const frame = [...document.querySelectorAll('iframe')].find((f) => f.contentWindow === w);
                if (!frame?.src.startsWith(location.origin + '/')) wrong.push('a foreign frame: ' + frame?.src);
              }
            }
            const roots = [document, ...[...document.querySelectorAll('red-dot')].map((e) => e.shadowRoot ?? e)];
            for (const root of roots) {
              for (const e of root.querySelectorAll('*')) {
                for (const { name, value } of e.attributes) {
                  if (/^on/i.test(name) || (/^(href|src|srcdoc|action|formaction|data|xlink:href)$/.test(name)
                      && /^\\s*(javascript|vbscript|data):/i.test(value))) {
                    wrong.push(e.outerHTML);
                  }
                }
              }
              wrong.push(...[...root.querySelectorAll('script:not([src]), base, meta[http-equiv], object, embed')]
                .map((e) => e.outerHTML));
            }
            return wrong;
            """));
  }
}
