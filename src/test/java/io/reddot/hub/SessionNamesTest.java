package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SessionNamesTest {
  private final SessionNames one = new SessionNames(new byte[] {1});
  private final SessionNames other = new SessionNames(new byte[] {1});

  @Test
  void anotherNodeKnowsWhoseASessionIs() {
    String session = one.next("alice");
    assertNotEquals(session, one.next("alice"));
    assertTrue(other.elsewhere(session, "alice"));
    assertFalse(other.elsewhere(session, "bob"));
    assertFalse(one.elsewhere(session, "alice"), "it is not elsewhere");
  }

  @Test
  void namesThatNoNodeGaveAreNobodys() {
    String session = one.next("alice");
    char last = session.charAt(20);
    String changed = session.substring(0, 20) + (last == 'A' ? 'B' : 'A') + session.substring(21);
    for (String none : new String[] {"", "none", "%%", changed, session + "AAAA", "x".repeat(32)}) {
      assertFalse(other.elsewhere(none, "alice"), none);
    }
    assertFalse(new SessionNames(new byte[] {2}).elsewhere(session, "alice"), "other database");
  }
}
