package io.reddot.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What nginx and HAProxy let through with the snippets of {@code server-config}. The servers behind
 * them answer some of it with an empty 200 (Payara), and read some header lines as others do not
 * (Undertow: CVE-2026-28367, 28368, 28369).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxySnippetsTest {
  private static final String HOST = "Host: localhost\r\n";
  private static final String SMUGGLED = "GET /reddot/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final Pattern LINE = Pattern.compile("[A-Za-z0-9-]+: ?[\\x20-\\x7e]*");

  private final List<RunningProxy> proxies = new ArrayList<>();
  private RecordingServer server;

  @BeforeAll
  void start(@TempDir Path nginx, @TempDir Path haproxy) throws Exception {
    boolean there =
        Files.isExecutable(RunningProxy.NGINX) && Files.isExecutable(RunningProxy.HAPROXY);
    assumeTrue(there, "nginx and haproxy are not installed");
    server = new RecordingServer();
    proxies.add(RunningProxy.nginx(nginx, server.port()));
    proxies.add(RunningProxy.haproxy(haproxy, server.port()));
  }

  @AfterAll
  void stop() throws Exception {
    for (RunningProxy proxy : proxies) {
      proxy.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/reddot/api/poll?topic=a/../b&after=%2e%2e/",
        "/reddot/js/..a/b..c/.d/e.min.js",
        "/reddot/api/topics/a%2Fb%3Bc%5Cd/%F0%9F%98%80//e",
        "/reddot/api/topics?topic=a/./b/..&id=%2F",
      })
  void passesOrdinaryRequestsOnAsTheyCame(String target) throws Exception {
    for (RunningProxy proxy : proxies) {
      int before = server.heard().size();
      String answer = proxy.say("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      String heard = server.heard().get(before);
      assertTrue(heard.startsWith("GET " + target + " HTTP/1."), heard);
      assertTrue(heard.toLowerCase(Locale.ROOT).contains("x-forwarded-proto: http\r\n"), heard);
      assertTrue(heard.toLowerCase(Locale.ROOT).contains("x-forwarded-for: 127.0.0.1\r\n"), heard);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%zz",
        "/reddot/%zz",
        "/reddot/api/topics/a%zz",
        "/reddot/api/topics/a%",
        "/reddot/api/topics/a%4",
        "/reddot/api/poll?topic=%zz",
        "/reddot/api/poll?topic=%4",
        "/reddot/api/topics/e/..",
        "/reddot/api/topics/e/.",
        "/reddot/api/topics/e/../f",
        "/reddot/api/topics/../..",
        "/reddot/../..",
        "/reddot/api/topics/e/%2e%2E",
        "/reddot/api/topics/e/%2E./x",
        "/reddot/api/..%2fdot.jsp",
        "/reddot/api/..%5cdot.jsp",
        "/reddot/api/x%2f../dot.jsp",
        "/reddot/api/%2e%2e;/dot.jsp",
        "/reddot/api/..;x/dot.jsp",
        "/reddot/api/..?x",
        "/reddot/x/../api/poll",
      })
  void refusesMalformedEscapesAndDotSegments(String target) throws Exception {
    for (RunningProxy proxy : proxies) {
      int before = server.heard().size();
      String answer = proxy.say("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertEquals(before, server.heard().size());
    }
  }

  /** Refused, or passed on in a form that everybody reads alike. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // A header that begins with spaces, which Undertow strips (28369)
        "POST /reddot/a HTTP/1.1\r\n Content-Length: 44\r\nHost: localhost\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\n  Host: localhost\r\nContent-Length: 44\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\n\tHost: localhost\r\n\r\n",
        // Another end of the headers than it should be (28367)
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nX: y\r\r\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nX: y\r\r\rContent-Length: 44\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nX: y\r\n\r\r\n",
        "POST /reddot/a HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n",
        // Names that are read otherwise (28368)
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nContent-Length : 44\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nContent\u000b-Length: 44\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nContent-Length\u0000: 44\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nContent_Length: 44\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nContent-Length 44\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\n: 44\r\n\r\n",
        // Two lengths
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0, 44\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: +44\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /reddot/a HTTP/1.1\r\nHost: localhost\r\nX: y\r\n Content-Length: 44\r\n\r\n",
      })
  void passesNothingOnThatServersReadInTwoWays(String request) throws Exception {
    for (RunningProxy proxy : proxies) {
      int before = server.heard().size();
      String answer = proxy.say(request + SMUGGLED);
      assertTrue(answer.startsWith("HTTP/1."), answer);
      List<String> heard = server.heard();
      for (String head : heard.subList(before, heard.size())) {
        assertIsPlain(head);
      }
    }
  }

  private static void assertIsPlain(String head) {
    String[] lines = head.substring(0, head.length() - 4).split("\r\n", -1);
    for (int i = 1; i < lines.length; i++) {
      assertTrue(LINE.matcher(lines[i]).matches(), head);
    }
    String lower = head.toLowerCase(Locale.ROOT);
    int lengths = lower.split("\ncontent-length:", -1).length - 1;
    int encodings = lower.split("\ntransfer-encoding:", -1).length - 1;
    assertTrue(lengths + encodings <= 1, head);
  }
}
