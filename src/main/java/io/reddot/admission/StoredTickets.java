package io.reddot.admission;

import io.reddot.access.Caller;
import io.reddot.access.CallerJson;
import io.reddot.access.Tickets;
import io.reddot.admission.AdmissionStore.Ticket;
import io.reddot.config.Access;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.log.MessageLog;
import io.reddot.message.Problem;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
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
import org.jspecify.annotations.Nullable;

/**
 * Issues and redeems tickets. A ticket can be used once, within half a minute, on any node.
 * Thread-safe.
 *
 * <p>A ticket is 256 random bits. Only their SHA-256 is stored; it needs no salt, because random
 * bits cannot be guessed. The holder and its rights are stored with it, so a ticket has the rights
 * of its token and expires with it. If the token is revoked meanwhile, the ticket is void as well;
 * the door checks that.
 *
 * <p>A stream is resumed by its ticket and a key that was sent only on the stream. Threat: a URL is
 * found in a log after it was used. Without the key, it opens nothing.
 */
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
@SingleInstance
public class StoredTickets implements Tickets {
  static final Duration LIFE = Duration.ofSeconds(30);
  private static final int BYTES = 32;
  private static final int KEY_BYTES = 16;
  private static final int LENGTH = PREFIX.length() + (BYTES * 8 + 5) / 6;

  private final AdmissionStore store;
  private final int limit;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  @Inject
  public StoredTickets(MessageLog log, Settings settings) {
    this(
        new AdmissionStore(log.transactions(), InstantSource.system()),
        settings.get(Access.TICKETS_WAITING),
        InstantSource.system());
  }

  StoredTickets(AdmissionStore store, int limit, InstantSource clock) {
    this.store = store;
    this.limit = limit;
    this.clock = clock;
  }

  /** A ticket that was issued. */
  record Given(String ticket, Instant expiresAt) {}

  /**
   * Issues a ticket that stands in for the caller's credential.
   *
   * @return a future with the ticket. It fails with a {@link Problem} (429) if the user has too
   *     many unused tickets
   */
  CompletionStage<Given> give(Caller caller) {
    String ticket = PREFIX + random(BYTES);
    Instant end = clock.instant().plus(LIFE);
    Instant expiresAt = end.isBefore(caller.expiresAt()) ? end : caller.expiresAt();
    return store
        .keep(new Ticket(hash(ticket), caller.user(), expiresAt, CallerJson.of(caller)), limit)
        .thenApply(kept -> new Given(ticket, expiresAt));
  }

  @Override
  public Caller redeem(String ticket) {
    Optional<Ticket> taken =
        ticket.length() == LENGTH ? wait(store.take(hash(ticket))) : Optional.empty();
    return taken.map(one -> CallerJson.parse(one.caller())).orElseThrow(StoredTickets::none);
  }

  private static Problem none() {
    return Problem.unauthorized(
        ("The ticket does not exist, was used or has expired: get a new one and use it within"
                + " %d seconds.")
            .formatted(LIFE.toSeconds()));
  }

  private String random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public Stream open(String ticket, @Nullable String key) {
    if (ticket.length() != LENGTH) {
      throw none();
    }
    if (key != null && key.length() <= LENGTH) {
      Optional<Ticket> again = store.stream(hash(ticket + MARK + key));
      if (again.isPresent()) {
        return new Stream(CallerJson.parse(again.get().caller()), key);
      }
    }
    String fresh = random(KEY_BYTES);
    return wait(store.exchange(
            hash(ticket),
            hash(ticket + MARK + fresh),
            taken -> CallerJson.parse(taken.caller()).expiresAt(),
            limit))
        .map(one -> new Stream(CallerJson.parse(one.caller()), fresh))
        .orElseThrow(StoredTickets::none);
  }

  private static <T> T wait(CompletionStage<T> asked) {
    try {
      return asked.toCompletableFuture().join();
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
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
