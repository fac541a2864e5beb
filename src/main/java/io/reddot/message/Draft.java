package io.reddot.message;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message that is not in the log yet.
 *
 * @param id the publisher's own id, which makes publishing again harmless, or one that the server
 *     made up
 * @param ownId whether the publisher chose the id; only such an id can be in the log already
 * @param event what kind of message this is, for the reader to tell apart; may be absent
 * @param data compact JSON, without line breaks
 * @param expiresAt when it loses its worth and is no longer delivered; null: never
 * @param retain whether it is the topic's retained message (MQTT)
 * @param sender the publishing user; null when nobody in particular published it
 * @param properties what a transport wants said again beside the message (MQTT: QoS, response
 *     topic, user properties), as compact JSON that only it reads; null: nothing
 */
public record Draft(
    String id,
    boolean ownId,
    Topic topic,
    @Nullable String event,
    String data,
    Encoding encoding,
    @Nullable Instant expiresAt,
    boolean retain,
    @Nullable String sender,
    @Nullable String properties) {

  /** The same under an id of the publisher's own. */
  public Draft withId(String otherId) {
    return new Draft(
        otherId, true, topic, event, data, encoding, expiresAt, retain, sender, properties);
  }

  public Draft withData(String otherData) {
    return new Draft(
        id, ownId, topic, event, otherData, encoding, expiresAt, retain, sender, properties);
  }

  public Draft withExpiry(@Nullable Instant otherExpiry) {
    return new Draft(
        id, ownId, topic, event, data, encoding, otherExpiry, retain, sender, properties);
  }

  /** The same, without it being its topic's retained message. */
  public Draft withoutRetain() {
    return new Draft(id, ownId, topic, event, data, encoding, expiresAt, false, sender, properties);
  }

  public Draft withProperties(@Nullable String otherProperties) {
    return new Draft(
        id, ownId, topic, event, data, encoding, expiresAt, retain, sender, otherProperties);
  }

  /** What it roughly weighs in memory and in the database, in characters. */
  public int size() {
    return size(id, topic, data, properties);
  }

  static int size(String id, Topic topic, String data, @Nullable String properties) {
    int beside = properties == null ? 0 : properties.length();
    return id.length() + topic.name().length() + data.length() + beside + 64;
  }

  /** Whether {@code other} is what submitting this draft once before has left waiting. */
  public boolean sameAs(Draft other) {
    return id.equals(other.id)
        && topic.equals(other.topic)
        && Objects.equals(event, other.event)
        && data.equals(other.data)
        && encoding == other.encoding;
  }

  /**
   * Whether {@code message} is what publishing this draft once before has left in the log. The
   * expiry is not compared: who publishes again often reckons it anew from the present. Nor are the
   * properties: they may tell of the connection that it came over.
   */
  public boolean sameAs(Message message) {
    return id.equals(message.id())
        && topic.equals(message.topic())
        && Objects.equals(event, message.event())
        && data.equals(message.data())
        && encoding == message.encoding();
  }
}
