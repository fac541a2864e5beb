package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.RawHttp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered depends on what an address leads to, never on how it is spelled. */
@ResourceLock(Attack.SERVER)
class AddressesIT {
  @RegisterExtension final Attack attack = new Attack();

  private Answer call(String method, String path) throws Exception {
    String length = method.equals("GET") ? "" : "Content-Length: 0\r\n";
    return RawHttp.call(
        attack.site(), method, path, RawHttp.bearer(attack.site()) + length, new byte[0]);
  }

  /** Whether anybody may frame it, and run what is in it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dot.jsp",
        "api/%2e%2e;/dot.jsp",
        "api/%2e%2e;x=1/dot.jsp",
        "api/..%2fdot.jsp",
        "api/%2e%2e%2fdot.jsp",
        "api/%2e%2e/dot.jsp",
        "api/../dot.jsp",
        "api/x/../../dot.jsp",
        "api/..//dot.jsp",
        "api/./../dot.jsp",
        "js/../dot.jsp",
        "/dot.jsp",
        "./dot.jsp",
        "dot.jsp;/api/",
        "api/../js/page.js",
        "api/%2e%2e;/js/page.js",
        "api/%2e%2e;/favicon.svg",
        "api/../nowhere",
        "api/%2e%2e;/nowhere",
        "js/../api/nowhere",
        "js/%2e%2e;/api/nowhere",
        "js/..%2fapi/nowhere",
        "js/../api/poll?topic=x",
        "js/%2e%2e;/api/poll?topic=x",
      })
  void tellsBrowsersTheSameHoweverAPageIsSpelled(String path) throws Exception {
    Answer answer = call("GET", path);
    assertTrue(List.of(200, 400, 404).contains(answer.status()), answer::toString);
    if (answer.body().isEmpty()) {
      return; // a container's bare refusal
    }
    String policy = answer.header("Content-Security-Policy");
    assertTrue(policy.contains("default-src 'none'"), answer::toString);
    assertTrue(policy.contains("frame-ancestors 'none'"), answer::toString);
    assertEquals("nosniff", answer.header("X-Content-Type-Options"), answer::toString);
    assertEquals("no-referrer", answer.header("Referrer-Policy"), answer::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "api/poll | GET, HEAD, OPTIONS",
        "api/long-poll | GET, HEAD, OPTIONS",
        "api/sse | GET, OPTIONS",
        "api/iframe | GET, OPTIONS",
        "api/websocket | GET, HEAD, OPTIONS",
        "api/mqtt | GET, HEAD, OPTIONS",
        "api/messages | GET, HEAD, POST, DELETE, OPTIONS",
        "api/messages/x | DELETE, OPTIONS",
        "api/messages/x/receipts | GET, HEAD, OPTIONS",
        "api/topics/it/x | POST, OPTIONS",
        "api/scheduled | GET, HEAD, PUT, DELETE, OPTIONS",
        "api/inbox/unread | GET, HEAD, POST, OPTIONS",
        "api/groups/g/members/u | PUT, DELETE, OPTIONS",
        "api/cookie | POST, DELETE, OPTIONS",
        "api/demo/token | GET, HEAD, OPTIONS",
        "api/users/u/disconnect | POST, OPTIONS",
        "api/tickets | POST, OPTIONS",
        "dot.jsp | GET, HEAD, OPTIONS",
        "js/page.js | GET, HEAD, OPTIONS",
        "css/reddot.css | GET, HEAD, OPTIONS",
        "favicon.svg | GET, HEAD, OPTIONS",
        "nowhere | GET, HEAD, OPTIONS",
      })
  void saysWhichMethodsThereAre(String path, String allow) throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "FOO", "get")) {
      if (!List.of(allow.split(", ")).contains(method)) {
        Answer answer = call(method, path);
        assertEquals(405, answer.status(), () -> method + " " + answer);
        assertEquals(allow, answer.header("Allow"), () -> method + " " + answer);
        if (path.startsWith("api/")) {
          answer.assertProblem(405);
        }
      }
    }
    Answer options = call("OPTIONS", path);
    assertEquals(204, options.status(), options::toString);
    assertEquals(allow, options.header("Allow"), options::toString);
    Answer preflight =
        RawHttp.call(
            attack.site(),
            "OPTIONS",
            path,
            "Origin: http://%s:%d\r\nAccess-Control-Request-Method: GET\r\n"
                .formatted(attack.site().host(), attack.site().port()),
            new byte[0]);
    assertEquals(204, preflight.status(), preflight::toString);
    if (path.startsWith("api/")) {
      assertEquals(allow, preflight.header("Access-Control-Allow-Methods"), preflight::toString);
    }
    // Both servers refuse it before an application is asked, WildFly without a word.
    Answer trace = call("TRACE", path);
    assertEquals(405, trace.status(), trace::toString);
    assertFalse(trace.header("Allow").contains("TRACE"), trace::toString);
  }

  @Test
  void thereIsNothingElseUnderApi() throws Exception {
    for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
      call(method, "api/nowhere").assertProblem(404);
      call(method, "api/presence/a/b").assertProblem(404);
    }
  }

  /** {@code a;x=1/b} would be published to {@code a/b}, which other grants are for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "api/topics/a;x=1/b",
        "api/topics/a;/b",
        "api/topics/it/x;x",
        "api/topics;x/it/x",
        "api/topics/it/.",
        "api/topics/it/..",
        "api/topics/it/../x",
        "api/topics/it/%2e%2e",
        "api/topics/it/%2e%2e/x",
        "api/topics/it%2f..%2fx",
      })
  void neverPublishesToAnotherTopicThanWasSaid(String path) throws Exception {
    Answer answer = RawHttp.post(attack.site(), path, "1");
    // Payara fails at a dot segment at the end, and answers nothing: 200 without a receipt.
    boolean nothing = answer.status() == 200 && answer.body().isEmpty();
    assertTrue(nothing || List.of(400, 404).contains(answer.status()), answer::toString);
    if (!answer.body().isEmpty()) { // else it is a container's bare refusal
      answer.assertProblem(400, 404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api/poll?topic=%ff",
        "api/long-poll?wait=0&topic=%ff",
        "api/sse?topic=%ff",
        "api/iframe?topic=%ff",
        "api/websocket?topic=%ff",
        "api/messages?topic=%ff",
        "api/messages?topic=x&after=%c0%ae",
        "api/presence?user=%ed%a0%80",
        "api/receipts?id=%ff",
        "api/inbox?event=%ff",
        "api/poll?token=%ff",
        "api/demo/token?user=%ff",
      })
  void refusesAQueryThatIsNotUtf8(String path) throws Exception {
    Answer answer = call("GET", path).assertProblem(400);
    assertTrue(answer.body().contains("The query is not percent-encoded UTF-8"), answer::toString);
  }

  /** Payara has no answer to it; proxies refuse it. */
  @Test
  void refusesAQueryThatIsNotPercentEncoded() throws Exception {
    for (String path :
        List.of("api/poll?topic=%zz", "api/messages?topic=%", "api/inbox?event=%4")) {
      assertEquals(400, call("GET", path).status(), path);
    }
  }
}
