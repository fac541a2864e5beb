package io.reddot.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reddot.message.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsrfTest {
  private static void refuses(String method, String... headers) {
    Problem problem = assertThrows(Problem.class, () -> Csrf.check(Requests.of(method, headers)));
    assertEquals(403, problem.status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE", "PUT", "PATCH", "post", "ANYTHING"})
  void whatChangesSomethingNeedsTheHeader(String method) {
    refuses(method);
    assertDoesNotThrow(() -> Csrf.check(Requests.of(method, Csrf.HEADER, "")));
  }

  @Test
  void whatChangesNothingDoesNot() {
    assertDoesNotThrow(() -> Csrf.check(Requests.of("GET")));
    assertDoesNotThrow(() -> Csrf.check(Requests.of("HEAD", "Sec-Fetch-Site", "none")));
    assertDoesNotThrow(() -> Csrf.check(Requests.of("GET", "Sec-Fetch-Site", "same-origin")));
  }

  /** A frame or a link of another site: browsers name no origin then. */
  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "whatever-comes"})
  void whatAnotherSiteMakesTheBrowserSendDoesNotCount(String site) {
    refuses("GET", "Sec-Fetch-Site", site);
    refuses("POST", "Sec-Fetch-Site", site, Csrf.HEADER, "1");
    // the door lets listed origins pass only
    assertDoesNotThrow(
        () ->
            Csrf.check(
                Requests.of("GET", "Sec-Fetch-Site", site, "Origin", "https://app.example")));
  }
}
