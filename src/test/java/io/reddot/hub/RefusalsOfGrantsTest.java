package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reddot.access.Caller;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import io.reddot.session.RecordingOutlet;
import io.reddot.session.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A subscription that the grants do not cover is recorded, on a session and before there is one.
 */
class RefusalsOfGrantsTest extends HubFixture {
  private final List<String> refused = new ArrayList<>();

  @Override
  protected SessionLedger ledger() {
    return new NoLedger() {
      @Override
      public void refused(Caller caller, TopicFilter filter) {
        refused.add(caller.user() + " " + filter);
      }
    };
  }

  private ReadRequest few(String... filters) {
    return new ReadRequest(caller("a/#"), filters(filters), false, StartAfter.LATEST);
  }

  @Test
  void recordsWhatTheGrantsRefuseAndNothingElse() {
    assertThrows(Problem.class, () -> registry.admit(few("a/b", "secret/+")));
    assertEquals(List.of("alice secret/+"), refused);
    Session session = registry.join(few("a/b"), "test", new RecordingOutlet());
    assertThrows(Problem.class, () -> registry.subscribe(session, new TopicFilter("#")));
    assertEquals(List.of("alice secret/+", "alice #"), refused);
    registry.subscribe(session, new TopicFilter("a/c"));
    String[] many = new String[2_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "a/" + i;
    }
    assertEquals(400, assertThrows(Problem.class, () -> registry.admit(few(many))).status());
    assertEquals(2, refused.size());
    session.gone();
  }
}
