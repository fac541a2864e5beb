package io.reddot.transport.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TicketedOutletTest {
  /** Data may hold what Java takes for the end of a line. */
  @Test
  void onlyIdsGetTheKey() {
    String data = "data: {\"data\":\"id: 1 \u2028id: 2 \u0085id: 3\"}\n\n";
    assertEquals(
        "event: hello\nid: log-1.KEY\n" + data + "id: log-2.KEY\n" + data + ":\n" + data,
        TicketedOutlet.keyed(
            "event: hello\nid: log-1\n" + data + "id: log-2\n" + data + ":\n" + data, "KEY"));
  }
}
