package io.reddot.access;

import io.reddot.http.MemoryBudget;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.Config;

/**
 * The one memory budget of what clients have begun to send and not completed: bodies of requests,
 * WebSocket messages, MQTT packets, wills that are not stored yet. Thread-safe.
 *
 * <p>Threat: a client that begins many large messages and completes none. Each of them is within
 * its own bound, and their number is within that of the connections; together they would fill the
 * heap.
 */
@ApplicationScoped
public class Unfinished {
  private static final String USER = "reddot.limit.user.unfinished-bytes";
  private static final String ADDRESS = "reddot.limit.address.unfinished-bytes";
  private static final String ALL = "reddot.limit.unfinished-bytes";
  private static final String BODY = "reddot.publish.body-bytes";
  private static final long BODY_BYTES = 4 << 20;

  /** How many of the largest messages one user may have begun. */
  private static final int OF_USER = 4;

  /** The same for an address, behind which there may be a company's users. */
  private static final int OF_ADDRESS = 8;

  /** What part of the heap all together may take. */
  private static final int PART_OF_HEAP = 8;

  private final MemoryBudget budget;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected Unfinished() {
    this.budget = null;
  }

  @Inject
  public Unfinished(Config config) {
    this(bounds(config));
  }

  public Unfinished(MemoryBudget.Bounds bounds) {
    this.budget = new MemoryBudget("unfinished messages", bounds);
  }

  private static MemoryBudget.Bounds bounds(Config config) {
    long body = number(config, BODY, BODY_BYTES);
    return new MemoryBudget.Bounds(
        number(config, USER, OF_USER * body),
        number(config, ADDRESS, OF_ADDRESS * body),
        number(config, ALL, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
  }

  private static long number(Config config, String property, long usual) {
    return config.getOptionalValue(property, Long.class).orElse(usual);
  }

  /**
   * What one message, or one connection, holds.
   *
   * @param user empty: not known (yet); {@link MemoryBudget.Share#identify} may follow
   * @param address where it comes from; empty: not known
   */
  public MemoryBudget.Share of(String user, String address) {
    return budget.of(user, Limits.owner(address));
  }

  /** How much is held, in bytes. */
  public long held() {
    return budget.held();
  }
}
