package io.reddot.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message in the log. Its fields are those of {@link Draft}, and:
 *
 * @param cursor its position in the log
 * @param at when it was committed
 */
public record Message(
    Cursor cursor,
    String id,
    Topic topic,
    @Nullable String event,
    Instant at,
    String data,
    Encoding encoding,
    @Nullable Instant expiresAt,
    boolean retain,
    @Nullable String sender,
    @Nullable String properties) {

  public static Message of(Draft draft, Cursor cursor, Instant at) {
    return new Message(
        cursor,
        draft.id(),
        draft.topic(),
        draft.event(),
        at,
        draft.data(),
        draft.encoding(),
        draft.expiresAt(),
        draft.retain(),
        draft.sender(),
        draft.properties());
  }

  /** Returns the trace that it belongs to; null: none is known. */
  public @Nullable TraceParent trace() {
    return TraceParent.stored(properties);
  }

  public long position() {
    return cursor.position();
  }

  public boolean expired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /** Whether it deletes its topic's retained message: MQTT does that with an empty payload. */
  public boolean clearsRetained() {
    return retain && encoding == Encoding.TEXT && data.equals("\"\"");
  }

  /** Returns the approximate size in memory, in characters. */
  public int size() {
    return Draft.size(id, topic, data, properties);
  }
}
