package io.reddot.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {
  private static final Demo OFF = new Demo(false, true);
  private static final Demo HERE = new Demo(true, false);
  private static final Demo ANYWHERE = new Demo(true, true);

  private static HttpServletRequest from(String peer, String... headers) {
    return Requests.of("GET", peer, false, headers);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, localhost:8080", "::1, [::1]:8080", "127.0.0.9, 127.0.0.1"})
  void admitsWhoIsOnThisMachine(String peer, String host) {
    assertTrue(HERE.admits(from(peer, "Host", host)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.1.7", "10.0.0.1", "2001:db8::1", "::ffff:192.168.1.7"})
  void admitsNobodyElseUnlessToldTo(String peer) {
    HttpServletRequest request = from(peer, "Host", "localhost");
    assertFalse(HERE.admits(request));
    assertTrue(ANYWHERE.admits(request));
    assertEquals(403, assertThrows(Problem.class, () -> HERE.check(request)).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Real-IP",
        "Via"
      })
  void aProxyOnThisMachineAsksForSomebodyElse(String header) {
    assertFalse(HERE.admits(from("127.0.0.1", "Host", "localhost", header, "127.0.0.1")));
  }

  /** A name of an attacker's that leads here: its page would be of our origin. */
  @ParameterizedTest
  @ValueSource(strings = {"evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example"})
  void aNameThatIsNotThisMachinesIsNone(String host) {
    assertFalse(HERE.admits(from("127.0.0.1", "Host", host)));
  }

  @Test
  void offItAdmitsNobody() throws Exception {
    HttpServletRequest request = from("127.0.0.1", "Host", "localhost");
    assertFalse(OFF.admits(request));
    assertFalse(OFF.admits(InetAddress.getLoopbackAddress()));
    assertEquals(404, assertThrows(Problem.class, () -> OFF.check(request)).status());
  }

  @Test
  void judgesConnectionsByTheirAddress() throws Exception {
    assertTrue(HERE.admits(InetAddress.getByName("127.0.0.1")));
    assertFalse(HERE.admits(InetAddress.getByName("192.168.1.7")));
    assertTrue(ANYWHERE.admits(InetAddress.getByName("192.168.1.7")));
  }
}
