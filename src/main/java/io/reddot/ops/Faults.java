package io.reddot.ops;

import io.reddot.log.StorageUse;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What is wrong with this node, one sentence each. Thread-safe. */
final class Faults {
  /** Below this, an operator should act: a full disk fails every change. */
  static final long LITTLE = 256L << 20;

  private final Supplier<Health.Results> health;
  private final Supplier<List<String>> settings;
  private final StorageUse storage;

  /**
   * @param health returns the results of the health checks
   * @param settings returns what should be corrected in the settings
   */
  Faults(Supplier<Health.Results> health, Supplier<List<String>> settings, StorageUse storage) {
    this.health = health;
    this.settings = settings;
    this.storage = storage;
  }

  /** May wait as long as the health checks take. */
  List<String> all() {
    List<String> all = new ArrayList<>();
    for (Health.Result result : health.get().all()) {
      String fault = result.fault();
      if (fault != null) {
        all.add(fault);
      }
    }
    OptionalLong free = storage.free();
    if (free.isPresent() && free.getAsLong() < LITTLE) {
      all.add(
          "The disk of the database is almost full: %,d MB are free."
              .formatted(free.getAsLong() >> 20));
    }
    all.addAll(settings.get());
    return all;
  }
}
