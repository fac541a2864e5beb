package io.reddot.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reddot.config.Settings;
import io.reddot.message.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
  private static void check(String origin, boolean tls, String host, String... listed) {
    (listed.length == 0 ? new Origins(List.of()) : listing(String.join(",", listed)))
        .check(origin, Requests.of("GET", "::1", tls, "Host", host));
  }

  private static void refuses(String origin, boolean tls, String host, String... listed) {
    Problem problem = assertThrows(Problem.class, () -> check(origin, tls, host, listed));
    assertEquals(403, problem.status());
  }

  @ParameterizedTest
  @CsvSource({
    "http://site.example, site.example",
    "http://site.example, site.example:80",
    "http://site.example, SITE.example",
    "http://site.example:8080, site.example:8080",
    // TLS ends at a proxy
    "https://site.example, site.example",
    "https://site.example, site.example:443",
    "http://127.0.0.1:8080, 127.0.0.1:8080",
    "http://[::1]:8080, [::1]:8080"
  })
  void aPageOfTheSameHostAndPortIsOurOwn(String origin, String host) {
    assertDoesNotThrow(() -> check(origin, false, host));
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, site.example",
    "http://site.example.evil.example, site.example",
    "http://site.example:8081, site.example:8080",
    "http://site.example:8080, site.example",
    "http://site.example/, site.example",
    "http://user@site.example, site.example",
    "file://site.example, site.example",
    "site.example, site.example",
    "null, null",
    "null, site.example",
    "'', site.example"
  })
  void anyOtherIsRefused(String origin, String host) {
    refuses(origin, false, host);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-Proto | https",
        "X-Forwarded-Proto | HTTPS",
        "X-Forwarded-Proto | https, http",
        "Forwarded | for=192.0.2.1;proto=https;by=10.0.0.1",
        "Forwarded | proto=\"https\", for=10.0.0.2;proto=http",
      })
  void behindAProxyThatEndsTlsAPageWithoutItIsNotOurs(String header, String value) {
    Origins origins = new Origins(List.of());
    var request = Requests.of("GET", "Host", "push.example", header, value);
    assertThrows(Problem.class, () -> origins.check("http://push.example", request));
    assertDoesNotThrow(() -> origins.check("https://push.example", request));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-Proto | http",
        "X-Forwarded-Proto | http, https",
        "Forwarded | for=192.0.2.1;proto=http, proto=https",
        "Forwarded | for=proto.https",
      })
  void behindAProxyWithoutTlsAPageWithoutItIs(String header, String value) {
    Origins origins = new Origins(List.of());
    var request = Requests.of("GET", "Host", "push.example", header, value);
    assertDoesNotThrow(() -> origins.check("http://push.example", request));
  }

  @Test
  void overTlsAPageWithoutItIsNotOurs() {
    refuses("http://site.example", true, "site.example");
    assertDoesNotThrow(() -> check("https://site.example", true, "site.example"));
  }

  @Test
  void aListedOneIsAllowedAsTheBrowserWritesIt() {
    String[] listed = {"https://App.Example:443", " http://b.example:81 "};
    assertDoesNotThrow(() -> check("https://app.example", false, "x", listed));
    assertDoesNotThrow(() -> check("http://b.example:81", false, "x", listed));
    refuses("http://app.example", false, "x", listed);
    refuses("http://b.example", false, "x", listed);
    refuses("null", false, "x", listed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "https://*.example",
        "app.example",
        "https://app.example/",
        "https://app.example/path",
        "https://app.example:port",
        "https://app.example; script-src *",
        "ftp://app.example"
      })
  void whatIsNoOriginIsRefused(String entry) {
    assertThrows(IllegalArgumentException.class, () -> listing("https://b.example," + entry));
  }

  @Test
  void emptyPartsOfTheListAreSkipped() {
    assertEquals(List.of("https://b.example"), listing(" ,https://b.example,").listed());
  }

  private static Origins listing(String entries) {
    return new Origins(
        Settings.of(name -> Optional.of(entries).filter(value -> name.equals("reddot.origins"))));
  }
}
