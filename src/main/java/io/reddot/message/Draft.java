package io.reddot.message;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that is not in the log yet.
 *
 * @param id the publisher's own id, which makes a repeated publish harmless, or one that the server
 *     generated
 * @param ownId whether the publisher chose the id; only such an id can be in the log already
 * @param event the kind of message, for readers; may be absent
 * @param data compact JSON, without line breaks
 * @param expiresAt when it expires and is no longer delivered; null: never
 * @param retain whether it becomes the topic's retained message (MQTT)
 * @param sender the publishing user; null: none
 * @param lifetime the duration from which {@code expiresAt} was computed; null: the publisher gave
 *     a time, or none
 * @param properties properties that a transport stores with the message (MQTT: QoS, response topic,
 *     user properties), as compact JSON that only that transport reads; null: none
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
    @Nullable String properties,
    @Nullable Duration lifetime) {

  /** Creates a draft without a lifetime: it expires at the given time, or never. */
  public Draft(
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
    this(id, ownId, topic, event, data, encoding, expiresAt, retain, sender, properties, null);
  }

  /** Returns the draft with an id of the publisher. */
  public Draft withId(String otherId) {
    return new Draft(
        otherId,
        true,
        topic,
        event,
        data,
        encoding,
        expiresAt,
        retain,
        sender,
        properties,
        lifetime);
  }

  /** Returns the draft with another publishing user; null: none. */
  public Draft withSender(@Nullable String otherSender) {
    return new Draft(
        id,
        ownId,
        topic,
        event,
        data,
        encoding,
        expiresAt,
        retain,
        otherSender,
        properties,
        lifetime);
  }

  public Draft withData(String otherData) {
    return new Draft(
        id,
        ownId,
        topic,
        event,
        otherData,
        encoding,
        expiresAt,
        retain,
        sender,
        properties,
        lifetime);
  }

  /** Returns the draft with another expiry; null: never. */
  public Draft withExpiry(@Nullable Instant otherExpiry) {
    return withExpiry(otherExpiry, lifetime);
  }

  /**
   * Returns the draft with another expiry.
   *
   * @param otherLifetime the duration from which it was computed; null: none
   */
  public Draft withExpiry(@Nullable Instant otherExpiry, @Nullable Duration otherLifetime) {
    return new Draft(
        id,
        ownId,
        topic,
        event,
        data,
        encoding,
        otherExpiry,
        retain,
        sender,
        properties,
        otherLifetime);
  }

  /** Returns the draft with {@code retain} false. */
  public Draft withoutRetain() {
    return new Draft(id, ownId, topic, event, data, encoding, expiresAt, false, sender, properties);
  }

  public Draft withProperties(@Nullable String otherProperties) {
    return new Draft(
        id,
        ownId,
        topic,
        event,
        data,
        encoding,
        expiresAt,
        retain,
        sender,
        otherProperties,
        lifetime);
  }

  /** Returns the trace that it belongs to; null: none is known. */
  public @Nullable TraceParent trace() {
    return TraceParent.stored(properties);
  }

  /** Returns the draft as a part of a trace, unless it already belongs to one; null: no trace. */
  public Draft traced(@Nullable TraceParent trace) {
    return trace == null || trace() != null ? this : withTrace(trace);
  }

  /** Returns the draft as a part of a trace, whatever it belonged to. */
  public Draft withTrace(TraceParent trace) {
    return withProperties(trace.store(properties));
  }

  /** Returns the approximate size in memory and in the database, in characters. */
  public int size() {
    return size(id, topic, data, properties);
  }

  static int size(String id, Topic topic, String data, @Nullable String properties) {
    int beside = properties == null ? 0 : properties.length();
    return id.length() + topic.name().length() + data.length() + beside + 64;
  }
}
