package io.reddot.web;

import io.reddot.config.Limiting;
import io.reddot.config.Publishing;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import jakarta.inject.Inject;

/**
 * The one memory budget of messages that clients have begun and not completed: bodies of requests,
 * WebSocket messages, MQTT packets, wills that are not stored yet. Thread-safe.
 *
 * <p>Threat: a client that begins many large messages and completes none. Each of them is within
 * its own bound, and their number is within that of the connections; together they would fill the
 * heap.
 */
@SingleInstance
public class Unfinished {
  /** The number of messages of maximum size that one user may have begun. */
  private static final int OF_USER = 4;

  /** The same for an address, which all users of a company may share. */
  private static final int OF_ADDRESS = 8;

  /** The divisor of the heap that bounds all owners together. */
  private static final int PART_OF_HEAP = 8;

  private final MemoryBudget budget;

  @Inject
  public Unfinished(Settings settings) {
    this(bounds(settings));
  }

  public Unfinished(MemoryBudget.Bounds bounds) {
    this.budget = new MemoryBudget("unfinished messages", bounds);
  }

  private static MemoryBudget.Bounds bounds(Settings settings) {
    long body = settings.get(Publishing.BODY_BYTES);
    return new MemoryBudget.Bounds(
        settings.get(Limiting.USER_UNFINISHED).orElse(OF_USER * body),
        settings.get(Limiting.ADDRESS_UNFINISHED).orElse(OF_ADDRESS * body),
        settings
            .get(Limiting.UNFINISHED)
            .orElseGet(() -> Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
  }

  /**
   * Returns the share of one message, or of one connection.
   *
   * @param user empty if not known; {@link MemoryBudget.Share#identify} may follow
   * @param address the client's; empty if not known
   */
  public MemoryBudget.Share of(String user, String address) {
    return budget.of(user, Proxies.owner(address));
  }

  /** Returns how much is held, in bytes. */
  public long held() {
    return budget.held();
  }
}
