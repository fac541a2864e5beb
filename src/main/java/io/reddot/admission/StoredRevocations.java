package io.reddot.admission;

import io.reddot.access.Caller;
import io.reddot.access.Revocations;
import io.reddot.admission.AdmissionStore.Kind;
import io.reddot.admission.AdmissionStore.Revocation;
import io.reddot.audit.AuditRecord;
import io.reddot.config.Access;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.log.MessageLog;
import io.reddot.message.LoggedEvent;
import io.reddot.message.SystemEvent.TokenRevoked;
import io.reddot.message.SystemEvent.UserDisconnected;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The revoked tokens, in memory on every node: loaded at startup, then updated by the events of the
 * log. Thread-safe; bounded by {@link AdmissionStore#MAX_REVOCATIONS}.
 *
 * <p>Threat: a revocation is forgotten before the token expires. So it is kept until the token's
 * expiry plus a tolerance for clocks that differ; if the expiry is unknown, for the longest
 * lifetime that the site gives to tokens.
 */
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
@SingleInstance
public class StoredRevocations implements Revocations {
  /** The longest time after its expiry for which a token may be accepted because clocks differ. */
  private static final Duration SPARE = Duration.ofMinutes(10);

  /** How often expired revocations are removed. */
  private static final Duration SWEEP = Duration.ofMinutes(1);

  private final AdmissionStore store;
  private final Duration longest;
  private final Duration skew;
  private final InstantSource clock;
  private final Map<String, Revocation> tokens = new ConcurrentHashMap<>();
  private final Map<String, Revocation> users = new ConcurrentHashMap<>();

  /** When expired revocations were last removed, in milliseconds since 1970. */
  private final AtomicLong swept;

  @Inject
  public StoredRevocations(MessageLog log, Settings settings) {
    this(
        new AdmissionStore(log.transactions(), InstantSource.system()),
        settings.get(Access.REVOCATION),
        settings.get(Access.CLOCK_SKEW),
        InstantSource.system());
  }

  StoredRevocations(AdmissionStore store, Duration longest, Duration skew, InstantSource clock) {
    this.store = store;
    this.skew = skew;
    this.longest = longest;
    this.clock = clock;
    this.swept = new AtomicLong(clock.millis());
  }

  @Override
  public void load() {
    store.revocations().forEach(this::remember);
  }

  @Override
  public boolean revoked(Caller caller) {
    String id = caller.validity().tokenId();
    if (id != null && tokens.containsKey(id)) {
      return true;
    }
    Revocation user = users.get(caller.user());
    // The time of issue has a resolution of seconds and comes from a clock that may be ahead of
    // ours within the accepted skew. A token without one counts as issued before.
    Instant issuedAt = caller.validity().issuedAt();
    return user != null && (issuedAt == null || !issuedAt.isAfter(user.at().plus(skew)));
  }

  @Override
  public void follow(List<LoggedEvent> events) {
    for (LoggedEvent logged : events) {
      Instant at = logged.message().at();
      if (logged.event() instanceof TokenRevoked revoked) {
        remember(new Revocation(Kind.TOKEN, revoked.tokenId(), at, revoked.until()));
      } else if (logged.event() instanceof UserDisconnected disconnected) {
        remember(new Revocation(Kind.USER, disconnected.user(), at, disconnected.until()));
      }
    }
  }

  /**
   * Revokes a token.
   *
   * @param expiresAt when it expires; null if unknown
   */
  CompletionStage<Revocation> revoke(
      String tokenId, @Nullable Instant expiresAt, String by, AuditRecord audit) {
    Instant until = expiresAt == null ? forgetAt() : later(expiresAt).plus(SPARE);
    return store.revoke(Kind.TOKEN, tokenId, until, by, audit).thenApply(this::remember);
  }

  /** Revokes all tokens of a user that were issued until now, by any clock that we accept. */
  CompletionStage<Revocation> disconnect(String user, String by, AuditRecord audit) {
    return store.revoke(Kind.USER, user, forgetAt(), by, audit).thenApply(this::remember);
  }

  private Instant forgetAt() {
    return clock.instant().plus(longest);
  }

  /** Returns the later of {@code end} and now: the issuer's clock may be behind ours. */
  private Instant later(Instant end) {
    Instant now = clock.instant();
    return end.isAfter(now) ? end : now;
  }

  /**
   * Remembers a revocation. It takes effect on this node before the caller is answered; other nodes
   * learn of it from the log.
   */
  private Revocation remember(Revocation revocation) {
    sweep();
    Map<String, Revocation> all = revocation.kind() == Kind.TOKEN ? tokens : users;
    all.merge(
        revocation.name(), revocation, (old, young) -> old.at().isAfter(young.at()) ? old : young);
    return revocation;
  }

  private void sweep() {
    Instant now = clock.instant();
    long last = swept.get();
    if (now.toEpochMilli() - last >= SWEEP.toMillis()
        && swept.compareAndSet(last, now.toEpochMilli())) {
      tokens.values().removeIf(one -> !one.until().isAfter(now));
      users.values().removeIf(one -> !one.until().isAfter(now));
    }
  }

  /** Returns the number of revocations in memory. */
  int size() {
    return tokens.size() + users.size();
  }
}
