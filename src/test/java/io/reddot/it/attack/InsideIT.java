package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.OneServer;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.RawHttp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is inside the WAR, asked of a server that was set up as {@code server-config} says: Red
 * Dot's own page is shown. Undertow by itself answers these addresses before the application is
 * asked. Only WildFly has a script for that; on Payara the application answers, see {@link
 * PathAttackIT}.
 */
@Tag(OneServer.TAG)
class InsideIT {
  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.configured("inside", "reddot.cli", Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Answer get(String path, String headers) throws Exception {
    return RawHttp.call(server.site(), "GET", path, headers, new byte[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WEB-INF/web.xml",
        "META-INF/MANIFEST.MF",
        "%57EB-INF/web.xml",
        "%4dETA-INF/MANIFEST.MF",
        "WEB%2dINF/web.xml",
        "web-inf/web.xml",
        "Web-Inf/web.xml",
        "meta-inf/MANIFEST.MF",
        "%77eb-inf/web.xml",
        "/WEB-INF/web.xml",
        "//META-INF/MANIFEST.MF",
        "WEB-INF/classes/io/reddot/access/Tokens.class",
        "WEB-INF/nowhere",
        "WEB-INF/",
        "WEB-INF",
        "WEB-INF?x=1"
      })
  void whatIsInsideIsAnsweredWithOurOwnPage(String path) throws Exception {
    Answer page = get(path, "Accept: text/html\r\n");
    page.assertTellsNoInsides();
    assertEquals(404, page.status(), page::toString);
    assertTrue(page.body().contains("There is nothing here."), page::toString);
    assertEquals("nosniff", page.header("X-Content-Type-Options"), page::toString);
  }

  @Test
  void theRestIsServedAsBefore() throws Exception {
    for (String path : List.of("index.jsp", "js/page.js", "js/reddot.min.js")) {
      assertEquals(200, get(path, "").status(), path);
    }
    Answer elsewhere = get("nowhere/WEB-INF/web.xml", "");
    assertEquals(404, elsewhere.status());
    assertTrue(elsewhere.body().contains("There is nothing here."), elsewhere::toString);
    RawHttp.get(server.site(), "api/nowhere").assertProblem(404);
  }
}
