package io.reddot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reddot.config.Settings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
  private final Proxies proxies = trusting("10.0.0.0/8, 192.0.2.7,2001:db8::/33");

  private static Proxies trusting(String networks) {
    return new Proxies(
        Settings.of(name -> Optional.of(networks).filter(value -> name.equals("reddot.proxies"))));
  }

  @ParameterizedTest
  @CsvSource({
    // Who is no proxy of ours may say what it likes.
    "198.51.100.1, 203.0.113.9, 198.51.100.1",
    "192.0.2.8, 203.0.113.9, 192.0.2.8",
    "11.0.0.1, 203.0.113.9, 11.0.0.1",
    "2001:db8:8000::1, 203.0.113.9, 2001:db8:8000::1",
    // Of what a proxy says, the last is what it knows itself.
    "192.0.2.7, 203.0.113.9, 203.0.113.9",
    "10.255.0.1, '127.0.0.1, 203.0.113.9', 203.0.113.9",
    "2001:db8:7fff::1, '127.0.0.1, 203.0.113.9', 203.0.113.9",
    "::ffff:10.0.0.1, 203.0.113.9, 203.0.113.9",
    // A chain of proxies of ours.
    "10.0.0.1, '198.51.100.1, 203.0.113.9, 10.0.0.2,10.0.0.3', 203.0.113.9",
    "10.0.0.1, '10.0.0.3, 10.0.0.2', 10.0.0.3",
    // In every form that proxies are known to use.
    "10.0.0.1, 203.0.113.9:4711, 203.0.113.9",
    "10.0.0.1, '[2001:db8:ffff::9]:4711', 2001:db8:ffff:0:0:0:0:9",
    "10.0.0.1, 2001:db8:ffff::9, 2001:db8:ffff:0:0:0:0:9",
    "10.0.0.1, ::ffff:203.0.113.9, 203.0.113.9",
    // What is no address leads nowhere, and no name is looked up for it.
    "10.0.0.1, unknown, 10.0.0.1",
    "10.0.0.1, '203.0.113.9, 1.2.3.400', 10.0.0.1",
    "10.0.0.1, '203.0.113.9, example.org, 10.0.0.2', 10.0.0.2",
    "10.0.0.1, '', 10.0.0.1",
  })
  void believesOurOwnProxiesAlone(String peer, String forwarded, String client) {
    assertEquals(client, proxies.client(peer, List.of(forwarded)));
  }

  @Test
  void readsSeveralLinesAsOne() {
    assertEquals(
        "203.0.113.9", proxies.client("10.0.0.1", List.of("127.0.0.1", "203.0.113.9", "10.0.0.2")));
    assertEquals("10.0.0.1", proxies.client("10.0.0.1", List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.example.org",
        "10.0.0.0/33",
        "10.0.0.0/x",
        "::/129",
        "10.0.0.0/99",
        "10.0.0"
      })
  void refusesToStartWithWhatIsNoAddress(String bad) {
    assertThrows(IllegalArgumentException.class, () -> trusting("10.0.0.1," + bad));
  }
}
