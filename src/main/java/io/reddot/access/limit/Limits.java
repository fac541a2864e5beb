package io.reddot.access.limit;

import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.message.Problem;
import io.reddot.web.Proxies;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Limits each user and each address, on all transports together. Each method is called once, where
 * the work is done.
 *
 * <p>Each node counts for itself. The application's own calls, which have no address, are not
 * limited. Thread-safe, without locks.
 */
@SingleInstance
public class Limits {
  /** The number of users, and of addresses, that have an allowance of their own at once. */
  static final int REMEMBERED = 100_000;

  /** When to retry if there are too many sessions; nobody knows when one of them will end. */
  private static final Duration FULL = Duration.ofSeconds(10);

  /**
   * The number of verifications for suspect addresses that run or wait. It must leave threads to
   * other requests: containers have 16 threads per processor, or 200 in all.
   */
  private static final int SUSPECTS = 12;

  private static final int SUSPECTS_OF_AN_ADDRESS = 4;

  private final Allowances users;
  private final Allowances addresses;
  private final LongSupplier nanos;

  /**
   * Verifies for suspect addresses on at most half of the processors, and leaves the rest to
   * others.
   */
  private final NarrowGate suspects =
      new NarrowGate(
          Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
          SUSPECTS,
          SUSPECTS_OF_AN_ADDRESS);

  @Inject
  public Limits(Settings settings) {
    this(Quota.ofUser(settings), Quota.ofAddress(settings), REMEMBERED, System::nanoTime);
  }

  /**
   * @param remembered the number of users, and of addresses, that have an allowance of their own
   * @param nanos a monotonic clock, in nanoseconds
   */
  Limits(Quota user, Quota address, int remembered, LongSupplier nanos) {
    int seed = new SecureRandom().nextInt();
    this.users = new Allowances(user, remembered, seed, nanos.getAsLong());
    this.addresses = new Allowances(address, remembered, seed, nanos.getAsLong());
    this.nanos = nanos;
    LimitMetrics.load(user);
    LimitMetrics.load(address);
  }

  /** Returns limits that refuse nothing. */
  public static Limits none() {
    return new Limits(
        new Quota("user", 0, Map.of()), new Quota("address", 0, Map.of()), 1, System::nanoTime);
  }

  /**
   * Identifies a caller at this address. The limit refuses failures only: a valid credential is
   * accepted, whatever other clients behind the same address have tried. So every credential is
   * verified, but only a few at a time from addresses with too many failures ({@link NarrowGate}).
   *
   * @throws Problem (401) if the credential is not valid, (429) if too many from this address were
   *     not, (503) if too many are being verified
   */
  public <T> T logIn(String address, Function<Gate, T> attempt) {
    try {
      return attempt.apply(
          hasFailedTooOften(address) ? suspects.from(Proxies.owner(address)) : Gate.OPEN);
    } catch (Problem problem) {
      if (problem.status() == 401) {
        LimitMetrics.FAILED_LOGINS.add(1);
        failedToLogIn(address);
      }
      throw problem;
    }
  }

  private boolean hasFailedTooOften(String address) {
    if (address.isEmpty()) {
      return false;
    }
    long now = nanos.getAsLong();
    return addresses.of(Proxies.owner(address), now).peek(Limited.FAILED_LOGINS, 1, now) > 0;
  }

  /**
   * @throws Problem (429) if too many logins from the address have failed
   */
  void failedToLogIn(String address) {
    if (!address.isEmpty()) {
      long now = nanos.getAsLong();
      Allowance from = addresses.of(Proxies.owner(address), now);
      refuse(addresses, Limited.FAILED_LOGINS, from.take(Limited.FAILED_LOGINS, 1, now));
    }
  }

  /**
   * Counts a connection whose user is not known yet.
   *
   * @throws Problem (429) if the address opens connections too often
   */
  public void arrive(String address) {
    if (!address.isEmpty()) {
      long now = nanos.getAsLong();
      Allowance from = addresses.of(Proxies.owner(address), now);
      refuse(addresses, Limited.CONNECTIONS, from.take(Limited.CONNECTIONS, 1, now));
    }
  }

  /**
   * Counts a connection for its user.
   *
   * @throws Problem (429) if the user opens connections too often
   */
  public void identify(Client client) {
    if (!house(client)) {
      long now = nanos.getAsLong();
      Allowance user = users.of(client.user(), now);
      refuse(users, Limited.CONNECTIONS, user.take(Limited.CONNECTIONS, 1, now));
    }
  }

  /**
   * Checks, before a session begins, that there is room for it.
   *
   * @throws Problem (429) if the user or the address has too many sessions
   */
  public void room(Client client) {
    if (!house(client)) {
      long now = nanos.getAsLong();
      if (!users.of(client.user(), now).hasRoom()) {
        throw full(users);
      }
      if (!addresses.of(Proxies.owner(client.address()), now).hasRoom()) {
        throw full(addresses);
      }
    }
  }

  /** A session that is counted until it is closed. Thread-safe; closing again does nothing. */
  public interface Stay extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Counts a session that begins.
   *
   * @throws Problem (429) if the user or the address has too many sessions
   */
  public Stay enter(Client client) {
    if (house(client)) {
      return () -> {};
    }
    Allowance user = enter(users, client.user());
    Allowance address;
    try {
      address = enter(addresses, Proxies.owner(client.address()));
    } catch (Problem full) {
      user.leave();
      throw full;
    }
    AtomicBoolean left = new AtomicBoolean();
    return () -> {
      if (left.compareAndSet(false, true)) {
        user.leave();
        address.leave();
      }
    };
  }

  private Allowance enter(Allowances all, String key) {
    while (true) {
      Allowance one = all.of(key, nanos.getAsLong());
      if (one.enter()) {
        return one;
      }
      if (!one.forgotten()) {
        throw full(all);
      }
    }
  }

  /**
   * Counts a read of the log, or of the tables beside it.
   *
   * @throws Problem (429) if the client reads too often
   */
  public void read(Client client) {
    if (!house(client)) {
      long now = nanos.getAsLong();
      Allowance user = users.of(client.user(), now);
      Allowance address = addresses.of(Proxies.owner(client.address()), now);
      refuse(users, Limited.READS, user.take(Limited.READS, 1, now));
      long wait = address.take(Limited.READS, 1, now);
      if (wait > 0) {
        user.giveBack(Limited.READS, 1);
        refuse(addresses, Limited.READS, wait);
      }
    }
  }

  /**
   * Counts a write to the database that is not a message.
   *
   * @throws Problem (429) if the client writes too often
   */
  public void write(Client client) {
    publish(client, 1, 0);
  }

  /**
   * Counts the messages that a client publishes, all of them or none.
   *
   * @throws Problem (429) if the client publishes too much
   */
  public void publish(Client client, int messages, long bytes) {
    if (!house(client)) {
      long now = nanos.getAsLong();
      Allowance user = users.of(client.user(), now);
      publish(users, user, messages, bytes, now);
      try {
        publish(
            addresses, addresses.of(Proxies.owner(client.address()), now), messages, bytes, now);
      } catch (Problem tooMuch) {
        user.giveBack(Limited.PUBLISHES, messages);
        user.giveBack(Limited.BYTES, bytes);
        throw tooMuch;
      }
    }
  }

  private static void publish(Allowances of, Allowance one, int messages, long bytes, long now) {
    refuse(of, Limited.PUBLISHES, one.take(Limited.PUBLISHES, messages, now));
    long wait = one.take(Limited.BYTES, bytes, now);
    if (wait > 0) {
      one.giveBack(Limited.PUBLISHES, messages);
      refuse(of, Limited.BYTES, wait);
    }
  }

  /**
   * Returns the number of users or of addresses that have an allowance of their own, whichever is
   * larger.
   */
  int remembered() {
    return Math.max(users.size(), addresses.size());
  }

  private static boolean house(Client client) {
    return client.address().isEmpty();
  }

  private static Problem full(Allowances of) {
    LimitMetrics.EXCEEDED.count(of.quota().whose(), LimitMetrics.SESSIONS);
    return Problem.tooMany(of.quota().full(), FULL);
  }

  private static void refuse(Allowances of, Limited kind, long wait) {
    if (wait > 0) {
      LimitMetrics.EXCEEDED.count(of.quota().whose(), kind.property());
      long millis = (wait + 999_999) / 1_000_000; // rounded up: a retry must not come too early
      throw Problem.tooMany(of.quota().exceeded(kind), Duration.ofMillis(millis));
    }
  }
}
