package io.reddot.transport.mqtt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads stored subscriptions as they were written. */
class SubscriptionJsonTest {
  @Test
  void subscriptionsAreStoredAndReadAgain() {
    List<Subscription> all =
        List.of(
            SubscriptionJson.of("a/+", 1, true, false, 7, 1L << 40),
            SubscriptionJson.of("$share/g \"1\"/a/#", 2, false, true, 0, 0).ownedBy("alice"),
            SubscriptionJson.of("$share/g/b", 2, false, true, 0, 0).conflating(true),
            SubscriptionJson.of("a/b", 0, false, false, 0, 3).conflating(true));
    assertEquals(all, SubscriptionJson.parse(SubscriptionJson.toJson(all), "alice"));
    assertEquals("g \"1\"", all.get(1).share());
    assertEquals("a/#", all.get(1).filter().pattern());
    assertEquals("user/alice/$share/g \"1\"/a/#", all.get(1).group());
    assertEquals("$share/g/b", all.get(2).group());
    assertFalse(all.get(2).conflate(), "a group decides who gets a message, and drops none");
    assertTrue(all.get(3).since(4).conflate());
    assertEquals(List.of(), SubscriptionJson.parse("", "alice"));
  }
}
