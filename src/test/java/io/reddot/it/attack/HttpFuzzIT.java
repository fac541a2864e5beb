package io.reddot.it.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Locks;
import io.reddot.fixture.Site;
import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.Fuzz;
import io.reddot.fixture.attack.Nonsense;
import io.reddot.fixture.attack.RawHttp;
import io.reddot.fixture.attack.WebSocketAttacker;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten thousand random requests a transport: each is answered in its protocol, or hung up on. */
@ResourceLock(Attack.SERVER)
@ResourceLock(Locks.PROCESSORS)
class HttpFuzzIT {
  private static final List<Integer> KNOWN =
      List.of(
          101, 200, 204, 301, 302, 304, 400, 401, 403, 404, 405, 406, 408, 409, 411, 413, 414, 415,
          416, 417, 426, 429, 431, 501, 505);

  @RegisterExtension final Attack attack = new Attack();

  @ParameterizedTest
  @ValueSource(strings = {"api/poll", "api/long-poll", "api/sse", "api/iframe", "api/messages"})
  void readersAreAnswered(String path) throws Exception {
    Site site = attack.mallory();
    Fuzz.run(Fuzz.REQUESTS, random -> read(site, path, new Nonsense(random)));
    nobodyIsLeft();
  }

  private static void read(Site site, String path, Nonsense any) throws Exception {
    StringBuilder target =
        new StringBuilder(path).append(any.once(20) ? any.of("/", ";x", "%00") : "");
    char separator = '?';
    for (int i = any.random.nextInt(6); i >= 0; i--) {
      String name =
          any.of(
              "topic", "topic", "after", "unread", "limit", "origin", "event", "token", "ticket");
      String value =
          switch (name) {
            case "topic" -> any.filter();
            case "after" -> any.cursor();
            case "unread", "limit" -> any.number();
            case "token", "ticket" -> any.once(3) ? site.token() : any.text(30);
            default -> any.text(30);
          };
      target.append(separator).append(name).append('=').append(any.encoded(value));
      separator = '&';
    }
    target
        .append(separator)
        .append("wait=")
        .append(any.once(20) ? any.number().replace(" ", "") : "0");
    StringBuilder headers = new StringBuilder("Connection: close\r\n");
    headers.append(any.once(10) ? "" : RawHttp.bearer(site));
    for (int i = any.random.nextInt(4); i > 0; i--) {
      headers
          .append(
              any.of(
                  "If-None-Match",
                  "Last-Event-ID",
                  "Accept",
                  "Cookie",
                  "Range",
                  "Content-Type",
                  "Expect"))
          .append(": ")
          .append(any.once(2) ? any.cursor() : any.text(30).replaceAll("[\r\n]", ""))
          .append("\r\n");
    }
    String method = any.once(10) ? any.of("HEAD", "OPTIONS", "PUT", "FOO") : "GET";
    try (RawHttp connection = new RawHttp(site)) {
      connection.say(RawHttp.request(site, method, target.toString(), headers.toString()));
      check(connection, target.toString());
    }
  }

  /** The head at least; of refusals all. A stream that was opened is left again. */
  private static void check(RawHttp connection, String what) throws IOException {
    Answer answer = known(connection, what);
    if (answer.status() >= 400) {
      connection.rest(answer).assertTellsNoInsides();
    }
  }

  private static Answer known(RawHttp connection, String what) throws IOException {
    Answer answer = connection.head();
    assertTrue(answer.status() == 0 || KNOWN.contains(answer.status()), () -> what + ": " + answer);
    return answer;
  }

  /** Nothing is written to it, so that nobody would ever see that its client has left. */
  @ParameterizedTest
  @ValueSource(strings = {"api/sse", "api/iframe"})
  void aStreamHasNoHeadAlone(String path) throws Exception {
    Site site = attack.mallory();
    String target = path + "?topic=everyone";
    try (RawHttp connection = new RawHttp(site)) {
      connection.say(RawHttp.request(site, "HEAD", target, RawHttp.bearer(site)));
      assertEquals(405, connection.head().status());
    }
    nobodyIsLeft();
  }

  @Test
  void publishersAreAnswered() throws Exception {
    Site site = attack.mallory(); // may publish nothing, so what is right by accident is refused
    Fuzz.run(
        Fuzz.REQUESTS,
        random -> {
          Nonsense any = new Nonsense(random);
          byte[] body = any.draft().getBytes(UTF_8);
          String target =
              any.once(3)
                  ? "api/topics/" + any.encoded(any.filter()) + "?id=" + any.encoded(any.text(9))
                  : any.of("api/messages", "api/messages", "api/inbox/read", "api/inbox/archive");
          String headers =
              RawHttp.bearer(site)
                  + "Content-Type: "
                  + any.of("application/json", "text/plain", "a/b;c", "", "multipart/form-data")
                  + "\r\nContent-Length: "
                  + body.length
                  + "\r\nConnection: close\r\n";
          try (RawHttp connection = new RawHttp(site)) {
            connection.say(RawHttp.request(site, "POST", target, headers), body);
            check(connection, target);
          }
        });
  }

  /** Requests of which not even the form is right. */
  @Test
  void whatIsNoRequestIsAnsweredOrHungUpOn() throws Exception {
    Site site = attack.mallory();
    Fuzz.run(
        Fuzz.REQUESTS,
        random -> {
          Nonsense any = new Nonsense(random);
          String body = any.once(2) ? any.draft() : "";
          String request =
              RawHttp.request(
                      site,
                      any.of("GET", "POST"),
                      any.of(
                          "api/poll?topic=fuzz",
                          "api/messages",
                          "api/inbox/read",
                          "index.jsp",
                          "api/websocket"),
                      RawHttp.bearer(site)
                          + any.of("", WebSocketAttacker.UPGRADE, "Transfer-Encoding: chunked\r\n")
                          + "Content-Length: "
                          + body.length()
                          + "\r\n")
                  + body;
          byte[] broken = any.broken(request.getBytes(ISO_8859_1));
          try (RawHttp connection = new RawHttp(site)) {
            connection.say("", broken);
            connection.finish();
            connection.patience(200); // it may rightly wait for more
            Answer answer = known(connection, new String(broken, ISO_8859_1));
            if (answer.status() >= 400) {
              Answer whole = connection.rest(answer);
              if (forUs(broken)) {
                whole.assertTellsNoInsides();
              } else {
                whole.assertTellsNoInsidesOfOurs();
              }
            }
          } catch (SocketTimeoutException waits) {
            // and goes when we do
          }
        });
  }

  /** Whether the first line is one of HTTP, with an address of ours. */
  private static boolean forUs(byte[] request) {
    return new String(request, ISO_8859_1).matches("(?s)[A-Z]+ /reddot/\\S* HTTP/1\\.[01]\r\n.*");
  }

  private void nobodyIsLeft() throws Exception {
    Await.until(
        "the streams that were opened are gone",
        () -> !Site.object(attack.site().get("api/presence/mallory").body()).getBoolean("online"));
  }
}
