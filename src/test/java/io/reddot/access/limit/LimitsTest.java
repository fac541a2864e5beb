package io.reddot.access.limit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.access.Caller;
import io.reddot.access.Validity;
import io.reddot.access.limit.Limits.Stay;
import io.reddot.message.Problem;
import io.reddot.web.Proxies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
  private static final int REMEMBERED = 2_000;
  private static final String FAILED_LOGINS = "address.failed-logins-per-second";
  private long now = 42;

  private final Limits limits =
      new Limits(
          new Quota(
              "user",
              2,
              Map.of(
                  Limited.CONNECTIONS, new Rate(1, 3),
                  Limited.PUBLISHES, new Rate(10, 10),
                  Limited.BYTES, new Rate(1_000, 1_000),
                  Limited.READS, new Rate(2, 2))),
          new Quota(
              "address",
              3,
              Map.of(
                  Limited.CONNECTIONS, new Rate(5, 5),
                  Limited.PUBLISHES, new Rate(15, 15),
                  Limited.BYTES, new Rate(1_500, 1_500),
                  Limited.READS, new Rate(3, 3),
                  Limited.FAILED_LOGINS, new Rate(1, 2))),
          REMEMBERED,
          () -> now);

  private static Caller caller(String user, String address) {
    return Caller.of(user, Set.of(), List.of(), List.of(), Validity.until(Instant.MAX)).at(address);
  }

  private final Caller alice = caller("alice", "192.0.2.1");
  private final Caller bob = caller("bob", "192.0.2.1");
  private final Caller carol = caller("carol", "198.51.100.9");

  private static Problem refused(Executable call, String property) {
    Problem problem = assertThrows(Problem.class, call);
    assertEquals(429, problem.status());
    assertTrue(problem.detail().contains("(reddot.limit." + property + ")"), problem.detail());
    assertNotNull(problem.retryAfter());
    return problem;
  }

  @Test
  void saysWhichLimitItIsAndWhenToComeAgain() {
    limits.publish(alice, 10, 0);
    Problem problem = refused(() -> limits.publish(alice, 5, 0), "user.publishes-per-second");
    assertEquals(Duration.ofMillis(500), problem.retryAfter());
    assertEquals("1", problem.retryAfterSeconds());
    assertEquals(
        "{\"type\":\"about:blank\",\"title\":\"Too Many Requests\",\"status\":429,\"detail\":\"Too"
            + " many messages published by this user: the limit is 10 a second"
            + " (reddot.limit.user.publishes-per-second).\",\"retryAfter\":500}",
        problem.toJson());
    now += 500_000_000;
    limits.publish(alice, 5, 0);
  }

  @Test
  void countsEachUserForItselfAndAllOfAnAddressTogether() {
    limits.publish(alice, 10, 0);
    limits.publish(bob, 5, 0);
    refused(() -> limits.publish(bob, 1, 0), "address.publishes-per-second");
    limits.publish(carol, 10, 0);
    limits.publish(caller("bob", "203.0.113.5"), 5, 0); // none of the refused is on its account
  }

  @Test
  void takesAllOrNothingOfWhatIsPublished() {
    limits.publish(alice, 1, 900);
    refused(() -> limits.publish(alice, 9, 200), "user.published-bytes-per-second");
    limits.publish(alice, 9, 100);
    refused(() -> limits.publish(alice, 1, 0), "user.publishes-per-second");
    refused(() -> limits.publish(bob, 1, 600), "address.published-bytes-per-second");
    limits.publish(bob, 5, 500);
  }

  @Test
  void limitsReads() {
    limits.read(alice);
    limits.read(alice);
    refused(() -> limits.read(alice), "user.reads-per-second");
    limits.read(bob);
    refused(() -> limits.read(bob), "address.reads-per-second");
    limits.read(carol);
  }

  @Test
  void limitsHowOftenUsersAndAddressesCome() {
    for (int i = 0; i < 3; i++) {
      limits.arrive(alice.address());
      limits.identify(alice);
    }
    refused(() -> limits.identify(alice), "user.sessions-per-second");
    limits.identify(bob);
    limits.arrive(bob.address());
    limits.arrive(bob.address());
    refused(() -> limits.arrive(bob.address()), "address.sessions-per-second");
    limits.arrive(carol.address());
  }

  @Test
  void holdsSoManySessionsUntilTheyEnd() {
    Stay first = limits.enter(alice);
    limits.enter(alice);
    refused(() -> limits.enter(alice), "user.sessions");
    refused(() -> limits.room(alice), "user.sessions");
    limits.enter(bob);
    refused(() -> limits.enter(bob), "address.sessions");
    refused(() -> limits.room(bob), "address.sessions");
    limits.enter(carol);
    first.close();
    first.close(); // once is enough
    limits.room(bob);
    limits.enter(bob);
    refused(() -> limits.room(bob), "user.sessions");
  }

  /** The user's place is free again when the address has none. */
  @Test
  void keepsNoPlaceForWhoIsRefused() {
    limits.enter(alice);
    limits.enter(alice);
    limits.enter(bob);
    refused(() -> limits.enter(bob), "address.sessions");
    limits.enter(caller("bob", "203.0.113.5"));
    refused(() -> limits.enter(caller("bob", "203.0.113.5")), "user.sessions");
  }

  private static Caller noGood() {
    throw Problem.unauthorized("The token is not valid.");
  }

  private Problem failsToLogIn(String address) {
    return assertThrows(Problem.class, () -> limits.logIn(address, gate -> noGood()));
  }

  @Test
  void refusesFailedLoginsBeyondTheirLimit() {
    assertEquals(401, failsToLogIn("192.0.2.1").status());
    assertEquals(401, failsToLogIn("192.0.2.1").status());
    refused(() -> limits.logIn("192.0.2.1", gate -> noGood()), FAILED_LOGINS);
    assertEquals(401, failsToLogIn("192.0.2.2").status());
    now += 1_000_000_000;
    assertEquals(401, failsToLogIn("192.0.2.1").status());
  }

  /** An office and a proxy are one address each: one broken page there locks nobody out. */
  @Test
  void letsInATokenThatVerifiesHoweverManyOfItsAddressWereBad() {
    for (int i = 0; i < 55; i++) {
      failsToLogIn(alice.address());
    }
    refused(() -> limits.logIn(alice.address(), gate -> noGood()), FAILED_LOGINS);
    assertSame(alice, limits.logIn(alice.address(), gate -> alice));
    refused(() -> limits.logIn(alice.address(), gate -> noGood()), FAILED_LOGINS);
  }

  /** Verifying costs something, so a flood of bad tokens is verified a few at a time. */
  @Test
  void verifiesForAnAddressThatHasFailedTooOftenOneAfterTheOther() throws Exception {
    assertSame(Gate.OPEN, limits.logIn(alice.address(), gate -> gate));
    failsToLogIn(alice.address());
    failsToLogIn(alice.address());
    Gate narrow = limits.logIn(alice.address(), gate -> gate);
    assertNotEquals(Gate.OPEN, narrow);
    assertNotEquals(Gate.OPEN, limits.logIn(bob.address(), gate -> gate));
    assertSame(Gate.OPEN, limits.logIn(carol.address(), gate -> gate));
    assertSame(alice, narrow.pass(() -> alice));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
    "2001:db8:1:2::1, 2001:DB8:0001:2:0:0:0:1, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "::ffff:192.0.2.1, ::ffff:192.0.2.1, true",
    "::ffff:192.0.2.1, ::ffff:192.0.2.2, false",
    "192.0.2.1, 192.0.2.2, false",
  })
  void countsANetworkOfIpv6AsOneAddress(String one, String other, boolean together) {
    if (together) {
      assertEquals(Proxies.owner(one), Proxies.owner(other));
    } else {
      assertNotEquals(Proxies.owner(one), Proxies.owner(other));
    }
  }

  /** Made-up addresses neither grow the memory nor win anything back for those that are there. */
  @Test
  void isNotFloodedByMadeUpAddresses() {
    failsToLogIn("192.0.2.1");
    failsToLogIn("192.0.2.1");
    for (int i = 0; i < 20 * REMEMBERED; i++) {
      failsToLogIn("2001:db8:" + Integer.toHexString(i >> 16) + ":" + (i & 0xffff) + "::1");
      failsToLogIn("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
    }
    refused(() -> limits.logIn("192.0.2.1", gate -> noGood()), FAILED_LOGINS);
    assertTrue(limits.remembered() <= REMEMBERED, limits.remembered() + " are remembered");
    // Newcomers share what is left; once the flood is over, everybody counts for itself again.
    now += 3_000_000_000L;
    assertEquals(401, failsToLogIn("203.0.113.1").status());
    assertEquals(401, failsToLogIn("203.0.113.1").status());
    refused(() -> limits.logIn("203.0.113.1", gate -> noGood()), FAILED_LOGINS);
    assertEquals(401, failsToLogIn("203.0.113.2").status());
    assertTrue(limits.remembered() < 10, limits.remembered() + " are remembered");
  }

  @Test
  void forgetsNobodyWhoIsThere() {
    limits.enter(alice);
    limits.enter(alice);
    now += 1_000_000_000_000L;
    for (int i = 0; i < 20 * REMEMBERED; i++) {
      try {
        limits.identify(caller("u" + i, "10.0." + (i >> 8 & 255) + "." + (i & 255)));
      } catch (Problem shared) {
        assertEquals(429, shared.status()); // newcomers beyond the bound get in each other's way
      }
    }
    refused(() -> limits.enter(alice), "user.sessions");
  }

  @Test
  void limitsNeitherTheHouseNorAnybodyWhereNothingIsConfigured() {
    Caller house = caller("house", "");
    for (int i = 0; i < 1_000; i++) {
      assertDoesNotThrow(() -> limits.publish(house, 1_000, 1 << 30));
      limits.read(house);
      limits.enter(house);
      Limits.none().publish(alice, 1_000, 1 << 30);
    }
    Limits none = Limits.none();
    for (int i = 0; i < 1_000; i++) {
      none.arrive("192.0.2.1");
      none.identify(alice);
      none.enter(alice);
      none.read(alice);
      none.logIn("192.0.2.1", gate -> alice);
      assertEquals(
          401,
          assertThrows(Problem.class, () -> none.logIn("192.0.2.1", gate -> noGood())).status());
    }
  }
}
