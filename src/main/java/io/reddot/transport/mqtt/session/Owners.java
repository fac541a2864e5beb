package io.reddot.transport.mqtt.session;

import io.reddot.transport.mqtt.store.SessionStore;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Knows which connection of this node has which session. Thread-safe. */
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
   * Gives the session to {@code connection}, and takes it from the connection that has it.
   *
   * @return completes once that connection has handed the session's state to the store
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

  /** The session is stored from now on. */
  void stored(String key, long epoch) {
    epochs.put(key, epoch);
  }

  /** The connection does not have the session any more, if it had it. */
  void release(String key, MqttConnection connection) {
    if (owners.remove(key, connection)) {
      epochs.remove(key);
    }
  }

  void checkpoint() {
    owners.values().forEach(MqttConnection::checkpoint);
  }

  /** Ends connections whose sessions another node has by now. */
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
      LOGGER.log(Level.ERROR, "could not read which sessions other nodes have", e);
    }
  }
}
