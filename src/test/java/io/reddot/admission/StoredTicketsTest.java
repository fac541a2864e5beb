package io.reddot.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.access.Caller;
import io.reddot.access.Tickets;
import io.reddot.access.Validity;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.jdbc.Database;
import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoredTicketsTest {
  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private FullLog log;
  private StoredTickets tickets;

  @BeforeEach
  void open() {
    log = new FullLog(Database.embedded(folder), Duration.ofDays(1), 99, clock, Thread::new);
    tickets = new StoredTickets(log.admission(), 3, clock);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private Caller caller(Instant expiresAt) {
    return Caller.of(
        "al\"ice",
        Set.of("staff", "a b"),
        List.of(new TopicFilter("news/+/x")),
        List.of(new TopicFilter("open/#")),
        new Validity("id-1", clock.instant().minusSeconds(9), expiresAt));
  }

  private StoredTickets.Given give(Caller caller) throws Exception {
    return tickets.give(caller).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void refuses(String ticket) {
    assertEquals(401, assertThrows(Problem.class, () -> tickets.redeem(ticket)).status());
  }

  @Test
  void aStreamComesBackByItsTicketAndItsKeyForAsLongAsItsTokenIsGood() throws Exception {
    Caller caller = caller(clock.instant().plusSeconds(600));
    String ticket = give(caller).ticket();
    Tickets.Stream stream = tickets.open(ticket, null);
    assertEquals(caller, stream.caller());
    clock.turn(Duration.ofSeconds(300));
    for (int i = 0; i < 3; i++) {
      assertEquals(stream, tickets.open(ticket, stream.key()));
    }
    String other = give(caller).ticket();
    for (String key : new String[] {null, "", "x", stream.key() + "x", "x".repeat(10_000)}) {
      assertThrows(Problem.class, () -> tickets.open(ticket, key));
    }
    refuses(ticket);
    assertNotEquals(stream.key(), tickets.open(other, stream.key()).key(), "a key is one ticket's");
    clock.turn(Duration.ofSeconds(300));
    assertThrows(Problem.class, () -> tickets.open(ticket, stream.key()));
  }

  @Test
  void letsInWhoItWasGivenToOnceAndAsItsTokenDoes() throws Exception {
    Caller caller = caller(clock.instant().plusSeconds(600));
    Caller inGroups = caller.in(Map.of("put/into".replace('/', '-'), 7L)).on("a phone");
    StoredTickets.Given given = give(inGroups);
    assertTrue(Tickets.is(given.ticket()));
    assertEquals(clock.instant().plus(StoredTickets.LIFE), given.expiresAt());
    assertEquals(caller, tickets.redeem(given.ticket()));
    refuses(given.ticket());
  }

  @Test
  void isOverAfterHalfAMinuteOrWithItsToken() throws Exception {
    String slow = give(caller(clock.instant().plusSeconds(600))).ticket();
    clock.turn(StoredTickets.LIFE);
    refuses(slow);
    StoredTickets.Given late = give(caller(clock.instant().plusSeconds(5)));
    assertEquals(clock.instant().plusSeconds(5), late.expiresAt());
    clock.turn(Duration.ofSeconds(5));
    refuses(late.ticket());
  }

  @Test
  void isNotWhatSomebodyMadeUp() throws Exception {
    StoredTickets.Given one = give(caller(clock.instant().plusSeconds(600)));
    StoredTickets.Given other = give(caller(clock.instant().plusSeconds(600)));
    assertNotEquals(one.ticket(), other.ticket());
    for (String bad :
        List.of(
            "rdt-",
            "rdt-x",
            "rdt-" + "A".repeat(43),
            one.ticket() + "A",
            one.ticket().substring(0, one.ticket().length() - 1),
            "rdt-' OR '1'='1")) {
      refuses(bad);
    }
    assertFalse(Tickets.is("eyJhbGciOiJIUzI1NiJ9.e30.x"));
    tickets.redeem(one.ticket());
    tickets.redeem(other.ticket());
  }

  @Test
  void standsNowhereInTheDatabase() throws Exception {
    String ticket = give(caller(clock.instant().plusSeconds(600))).ticket();
    byte[] secret = ticket.substring(Tickets.PREFIX.length()).getBytes(StandardCharsets.UTF_8);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(
            bytes.contains(new String(secret, StandardCharsets.ISO_8859_1)), file::toString);
      }
    }
  }
}
