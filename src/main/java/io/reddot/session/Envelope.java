package io.reddot.session;

import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.JsonText;
import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing said to a client: a message, or a word about the session itself. Encoded once for each
 * wire format, however many sessions it goes to.
 *
 * <p>Thread-safe: two threads may encode at the same time, with the same result.
 */
public abstract sealed class Envelope {
  private static final String MESSAGE = "message";

  private final AtomicReferenceArray<@Nullable Encoded> encoded =
      new AtomicReferenceArray<>(WireFormat.COUNT);
  private @Nullable String json;

  /**
   * The last batch that began with this: weak, because an envelope that is kept for late readers
   * must not keep all that was ever written together with it.
   */
  private @Nullable WeakReference<EnvelopeBatch> batch;

  private Envelope() {}

  /** The envelope as one line of JSON. */
  public final String json() {
    String known = json;
    if (known == null) {
      known = toJson();
      json = known; // racy on purpose: a String is safe to publish so
    }
    return known;
  }

  /** The reader's cursor once it has this; null where it says nothing of that. */
  public abstract @Nullable Cursor cursor();

  /** The {@code type} member. */
  public abstract String type();

  /** Whether it is what somebody published, and not a word of the server's. */
  public final boolean plain() {
    return type().equals(MESSAGE);
  }

  abstract String toJson();

  /** The last batch that began with this, as long as somebody writes it. */
  final @Nullable EnvelopeBatch batch() {
    WeakReference<EnvelopeBatch> known = batch;
    return known == null ? null : known.get();
  }

  final void remember(EnvelopeBatch began) {
    batch = new WeakReference<>(began); // racy on purpose: at worst two join the same
  }

  /** The envelope in {@code format}. */
  public final Encoded in(WireFormat format) {
    Encoded known = encoded.get(format.index());
    if (known == null) {
      known = format.encode(this);
      encoded.set(format.index(), known);
    }
    return known;
  }

  /** A message of the log. */
  public static final class OfMessage extends Envelope {
    private final Message message;

    /** The id of the message that this one recalls; null if it recalls none. */
    private final @Nullable String recalledId;

    public OfMessage(Message message) {
      this(message, null);
    }

    private OfMessage(Message message, @Nullable String recalledId) {
      this.message = message;
      this.recalledId = recalledId;
    }

    /** The envelope of a message that recalls an earlier one. */
    public static OfMessage recall(Message message, String recalledId) {
      return new OfMessage(message, recalledId);
    }

    public Message message() {
      return message;
    }

    @Override
    public Cursor cursor() {
      return message.cursor();
    }

    /** Whether it recalls an earlier message. */
    public boolean isRecall() {
      return recalledId != null;
    }

    @Override
    public String type() {
      return isRecall() ? "recall" : MESSAGE;
    }

    @Override
    String toJson() {
      if (recalledId != null) {
        return "{\"type\":\"recall\",\"cursor\":\"%s\",\"topic\":%s,\"id\":%s}"
            .formatted(
                message.cursor(),
                JsonText.quote(message.topic().name()),
                JsonText.quote(recalledId));
      }
      StringBuilder json = new StringBuilder(message.size() + 128);
      json.append("{\"type\":\"message\",\"cursor\":\"").append(message.cursor());
      json.append("\",\"topic\":");
      JsonText.quote(message.topic().name(), json);
      json.append(",\"id\":");
      JsonText.quote(message.id(), json);
      String event = message.event();
      if (event != null) {
        json.append(",\"event\":");
        JsonText.quote(event, json);
      }
      json.append(",\"at\":\"").append(message.at()).append('"');
      Instant expiresAt = message.expiresAt();
      if (expiresAt != null) {
        json.append(",\"expiresAt\":\"").append(expiresAt).append('"');
      }
      if (message.encoding() == Encoding.BASE64) {
        json.append(",\"encoding\":\"base64\"");
      }
      return json.append(",\"data\":").append(message.data()).append('}').toString();
    }
  }

  /**
   * A message out of the log's order: a retained one of before the subscription, or one of those
   * that this session takes for a group of subscribers. It moves no cursor.
   */
  public static final class Aside extends Envelope {
    private final OfMessage message;
    private final String subscription;
    private final boolean retained;

    /**
     * @param subscription what the client subscribed with, for it to be told under its terms
     */
    public Aside(OfMessage message, String subscription, boolean retained) {
      this.message = message;
      this.subscription = subscription;
      this.retained = retained;
    }

    public OfMessage message() {
      return message;
    }

    public String subscription() {
      return subscription;
    }

    public boolean retained() {
      return retained;
    }

    @Override
    public @Nullable Cursor cursor() {
      return null;
    }

    @Override
    public String type() {
      return message.type();
    }

    @Override
    String toJson() {
      return message.json();
    }
  }

  /** The first word of every session. */
  public static final class Hello extends Envelope {
    private final String session;
    private final Cursor cursor;
    private final boolean recovered;
    private final long heartbeatSeconds;

    public Hello(String session, Cursor cursor, boolean recovered, long heartbeatSeconds) {
      this.session = session;
      this.cursor = cursor;
      this.recovered = recovered;
      this.heartbeatSeconds = heartbeatSeconds;
    }

    /** False when the asked-for cursor could not be honoured: messages may be missing. */
    public boolean recovered() {
      return recovered;
    }

    @Override
    public Cursor cursor() {
      return cursor;
    }

    @Override
    public String type() {
      return "hello";
    }

    @Override
    String toJson() {
      // Put together, for a long poll says it each time, and the formatter takes ten times as long.
      return "{\"type\":\"hello\",\"session\":\""
          + session
          + "\",\"cursor\":\""
          + cursor
          + "\",\"recovered\":"
          + recovered
          + ",\"heartbeat\":"
          + heartbeatSeconds
          + '}';
    }
  }

  /** How much of its inbox the user has not read. It moves no cursor: it is true at its own. */
  public static final class Unread extends Envelope {
    private final long count;
    private final Cursor trueAt;

    public Unread(long count, Cursor trueAt) {
      this.count = count;
      this.trueAt = trueAt;
    }

    public long count() {
      return count;
    }

    @Override
    public @Nullable Cursor cursor() {
      return null;
    }

    @Override
    public String type() {
      return "unread";
    }

    @Override
    String toJson() {
      return "{\"type\":\"unread\",\"count\":%d,\"cursor\":\"%s\"}".formatted(count, trueAt);
    }
  }

  /** The session goes on with another token, until that ends. */
  public static final class Renewed extends Reply {
    /**
     * @param unsubscribed what the token does not grant any more, and the session follows no more
     */
    public Renewed(Instant expiresAt, List<TopicFilter> unsubscribed) {
      super("token", "{\"type\":\"token\"" + members(expiresAt, unsubscribed) + '}');
    }

    private static String members(Instant expiresAt, List<TopicFilter> unsubscribed) {
      String filters =
          unsubscribed.stream()
              .map(filter -> JsonText.quote(filter.pattern()))
              .collect(Collectors.joining(",", ",\"unsubscribed\":[", "]"));
      return ",\"expiresAt\":\"" + expiresAt + '"' + (unsubscribed.isEmpty() ? "" : filters);
    }
  }

  /** The last word of a session. */
  public static final class Farewell extends Envelope {
    private final Goodbye goodbye;

    public Farewell(Goodbye goodbye) {
      this.goodbye = goodbye;
    }

    public Goodbye goodbye() {
      return goodbye;
    }

    @Override
    public @Nullable Cursor cursor() {
      return null;
    }

    @Override
    public String type() {
      return "goodbye";
    }

    @Override
    String toJson() {
      return "{\"type\":\"goodbye\",\"code\":%d,\"reason\":%s,\"reconnect\":%s,\"retryAfter\":%d}"
          .formatted(
              goodbye.code(),
              JsonText.quote(goodbye.reason()),
              goodbye.reconnect(),
              goodbye.retryAfter().toMillis());
    }
  }

  /** The answer to something that the client said on its session, or asked for it elsewhere. */
  public static sealed class Reply extends Envelope {
    private final String type;
    private final String text;

    /**
     * @param text the whole envelope as one line of JSON
     */
    public Reply(String type, String text) {
      this.type = type;
      this.text = text;
    }

    @Override
    public @Nullable Cursor cursor() {
      return null;
    }

    @Override
    public String type() {
      return type;
    }

    @Override
    String toJson() {
      return text;
    }
  }
}
