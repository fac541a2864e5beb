package io.reddot.admission;

import io.reddot.access.Caller;
import io.reddot.access.CallerJson;
import io.reddot.access.Tickets;
import io.reddot.log.AdmissionStore;
import io.reddot.log.AdmissionStore.Ticket;
import io.reddot.log.MessageLog;
import io.reddot.message.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tickets, each for one use and half a minute, on whichever node. Thread-safe.
 *
 * <p>A ticket is 256 random bits; stored is their SHA-256, which needs no salt, for there is
 * nothing to guess. With it stands whom it lets in, so that it has the rights of its token and ends
 * with it; a token that was revoked meanwhile makes it void like itself, which the door sees to.
 */
@ApplicationScoped
public class StoredTickets implements Tickets {
  static final Duration LIFE = Duration.ofSeconds(30);
  private static final int BYTES = 32;
  private static final int LENGTH = PREFIX.length() + (BYTES * 8 + 5) / 6;

  private final AdmissionStore store;
  private final int limit;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected StoredTickets() {
    this.store = null;
    this.limit = 0;
    this.clock = null;
  }

  /**
   * @param limit so many of one user may wait to be used
   */
  @Inject
  public StoredTickets(
      MessageLog log,
      @ConfigProperty(name = "reddot.tickets.waiting", defaultValue = "100") int limit) {
    this(log.admission(), limit, InstantSource.system());
  }

  StoredTickets(AdmissionStore store, int limit, InstantSource clock) {
    this.store = store;
    this.limit = limit;
    this.clock = clock;
  }

  /** A ticket that was given. */
  record Given(String ticket, Instant expiresAt) {}

  /**
   * Gives a ticket that stands in for what the caller was let in with.
   *
   * @return it. It fails with a {@link Problem} (429) if the user has too many that wait
   */
  CompletionStage<Given> give(Caller caller) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String ticket = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant end = clock.instant().plus(LIFE);
    Instant expiresAt = end.isBefore(caller.expiresAt()) ? end : caller.expiresAt();
    return store
        .keep(new Ticket(hash(ticket), caller.user(), expiresAt, CallerJson.of(caller)), limit)
        .thenApply(kept -> new Given(ticket, expiresAt));
  }

  @Override
  public Caller redeem(String ticket) {
    Optional<Ticket> taken = ticket.length() == LENGTH ? take(ticket) : Optional.empty();
    return taken
        .map(one -> CallerJson.parse(one.caller()))
        .orElseThrow(
            () ->
                Problem.unauthorized(
                    "The ticket is none, was used, or is over: each is good once, for %d seconds."
                        .formatted(LIFE.toSeconds())));
  }

  private Optional<Ticket> take(String ticket) {
    try {
      return store.take(hash(ticket)).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (Problem.cause(e) instanceof Problem problem) {
        throw problem;
      }
      throw e;
    }
  }

  private static String hash(String ticket) {
    try {
      byte[] bytes = ticket.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
