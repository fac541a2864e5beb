package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every transport says to a reader whose messages retention has taken away. */
class TrimmedIT {
  private static final String TOPIC = "it/trimmed";
  private static final int KEPT = 100;

  private static ServerProcess server;
  private static String overtaken;
  private static int published = 300;

  @BeforeAll
  static void trim() throws Exception {
    server =
        new ServerProcess("trimmed", Map.of("REDDOT_RETENTION_MESSAGES", Integer.toString(KEPT)));
    overtaken = server.site().head();
    server.site().publishNumbers(TOPIC, 0, published);
    server.kill();
    server.start(); // it trims right after its start, then once a minute
    Await.until("trimmed", () -> server.site().history(TOPIC).size() == KEPT);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void saysThatATrimmedCursorIsNotRecoveredAndDeliversWhatIsLeft(Transport transport)
      throws Exception {
    try (Subscriber subscriber = transport.subscribe(server.site(), overtaken, TOPIC)) {
      assertFalse(subscriber.hello().getBoolean("recovered"));
      server.site().publishNumbers(TOPIC, published, ++published);
      int first = subscriber.numbers(1).get(0);
      assertTrue(first >= 300 - KEPT, "retention may go on meanwhile, not back: " + first);
      List<Integer> rest = IntStream.range(first + 1, published).boxed().toList();
      assertEquals(rest, subscriber.numbers(rest.size()));
      subscriber.closeExhausted();
    }
  }
}
