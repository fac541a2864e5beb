package io.reddot.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.message.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolvedPathTest {
  private static String decode(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("broken");
    }
  }

  /** As Payara cuts it, as WildFly does not, and where another path was resolved than was sent. */
  @ParameterizedTest
  @CsvSource({
    "/api/groups/a, /reddot/api/groups/a%3Bb/members, /api/groups/a;b/members",
    "/api/groups/a;b/members, /reddot/api/groups/a%3bb/members, /api/groups/a;b/members",
    "/api/topics/, /reddot/api/topics/%3B, /api/topics/;",
    "/api/topics/a, /reddot/api/topics/a, /api/topics/a",
    "/dot.jsp, /reddot/api/%3B/../dot.jsp, /dot.jsp",
    "/api/topics/a, /reddot/api/topics/a%3B%zz, /api/topics/a",
  })
  void findsTheWholePathBehindAnEscapedSemicolon(String resolved, String uri, String whole) {
    assertEquals(whole, ResolvedPath.whole(resolved, "/reddot", uri, ResolvedPathTest::decode));
  }
}
