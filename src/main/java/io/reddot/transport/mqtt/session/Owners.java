package io.reddot.transport.mqtt.session;

import io.reddot.transport.mqtt.store.SessionStore;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Maps each session to the connection of this node that owns it. Thread-safe. */
final class Owners {
  private static final System.Logger LOGGER = System.getLogger(Owners.class.getName());

  private final SessionStore store;

  /** By the key of the session. */
  private final Map<String, MqttConnection> owners = new ConcurrentHashMap<>();

  /** The epoch of each stored session, by its key. */
  private final Map<String, Long> epochs = new ConcurrentHashMap<>();

  Owners(SessionStore store) {
    this.store = store;
  }

  /**
   * Gives the session to {@code connection}, and takes it from its present owner.
   *
   * @return completes once the former owner has handed the session's state to the store
   */
  CompletableFuture<Void> own(String key, MqttConnection connection) {
    MqttConnection before = owners.put(key, connection);
    if (before == null || before == connection) {
      return CompletableFuture.completedFuture(null);
    }
    before.takenOver();
    return before.end();
  }

  boolean isOwned(String key) {
    return owners.containsKey(key);
  }

  /** Notes that the session is stored. */
  void stored(String key, long epoch) {
    epochs.put(key, epoch);
  }

  /** Removes the connection as the owner of the session, if it still is. */
  void release(String key, MqttConnection connection) {
    if (owners.remove(key, connection)) {
      epochs.remove(key);
    }
  }

  void checkpoint() {
    owners.values().forEach(MqttConnection::checkpoint);
  }

  /** Ends connections whose sessions another node has taken over. */
  void endLost() {
    Map<String, Long> ours = new HashMap<>(epochs);
    try {
      for (String key : store.lost(ours)) {
        MqttConnection owner = owners.get(key);
        if (owner != null && Objects.equals(ours.get(key), epochs.get(key))) {
          owner.takenOver();
        }
      }
    } catch (RuntimeException e) {
      LOGGER.log(
          Level.ERROR,
          "could not check which sessions other nodes have taken over; retrying in a few seconds",
          e);
    }
  }
}
