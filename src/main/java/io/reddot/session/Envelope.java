package io.reddot.session;

import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.JsonText;
import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import io.reddot.message.TraceParent;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A unit that the server sends to clients: a message, or a control envelope about the session
 * itself. It is encoded once for each wire format, however many sessions receive it.
 *
 * <p>Thread-safe: two threads may encode at the same time, with the same result.
 */
public abstract sealed class Envelope {
  private static final String MESSAGE = "message";

  private final AtomicReferenceArray<@Nullable Encoded> encoded =
      new AtomicReferenceArray<>(WireFormat.COUNT);
  private @Nullable String json;

  /**
   * The last batch that began with this envelope. The reference is weak: an envelope that is kept
   * in memory for late readers must not keep everything that was written together with it.
   */
  private @Nullable WeakReference<EnvelopeBatch> batch;

  private Envelope() {}

  /** Returns the envelope as one line of JSON. */
  public final String json() {
    String known = json;
    if (known == null) {
      known = toJson();
      json = known; // a benign race: strings are safe to publish
    }
    return known;
  }

  /**
   * Returns the reader's cursor after this envelope; null if the envelope does not move the cursor.
   */
  public @Nullable Cursor cursor() {
    return null;
  }

  /** Returns the {@code type} member. */
  public abstract String type();

  /** Whether it is a published message, and neither a recall nor a control envelope. */
  public final boolean plain() {
    return type().equals(MESSAGE);
  }

  abstract String toJson();

  /** Returns the last batch that began with this envelope; null if no such batch is in use. */
  final @Nullable EnvelopeBatch batch() {
    WeakReference<EnvelopeBatch> known = batch;
    return known == null ? null : known.get();
  }

  final void remember(EnvelopeBatch began) {
    batch = new WeakReference<>(began); // a benign race: at worst a batch is joined twice
  }

  /** Returns the envelope in {@code format}. */
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
      TraceParent trace = message.trace();
      if (trace != null) {
        json.append(",\"traceparent\":\"").append(trace.value()).append('"');
      }
      if (message.encoding() == Encoding.BASE64) {
        json.append(",\"encoding\":\"base64\"");
      }
      return json.append(",\"data\":").append(message.data()).append('}').toString();
    }
  }

  /**
   * A message that is sent out of the log's order: a retained one from before the subscription, or
   * one that this session receives as a member of a shared subscription. It does not move the
   * cursor.
   */
  public static final class Aside extends Envelope {
    private final OfMessage message;
    private final String subscription;
    private final boolean retained;

    /**
     * @param subscription the filter that the client subscribed with, whose options apply
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
    public String type() {
      return message.type();
    }

    @Override
    String toJson() {
      return message.json();
    }
  }

  /** The first envelope of every session. */
  public static final class Hello extends Envelope {
    private final String session;
    private final Cursor cursor;
    private final boolean recovered;
    private final long heartbeatSeconds;
    private final boolean conflate;

    public Hello(String session, Cursor cursor, boolean recovered, long heartbeatSeconds) {
      this(session, cursor, recovered, heartbeatSeconds, false);
    }

    /**
     * @param conflate whether a subscription keeps only the newest message of a topic
     */
    public Hello(
        String session, Cursor cursor, boolean recovered, long heartbeatSeconds, boolean conflate) {
      this.session = session;
      this.cursor = cursor;
      this.recovered = recovered;
      this.heartbeatSeconds = heartbeatSeconds;
      this.conflate = conflate;
    }

    /** False if the requested cursor could not be honoured: messages may be missing. */
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
      // Concatenated, because each long poll makes one, and a formatter takes ten times as long.
      return "{\"type\":\"hello\",\"session\":\""
          + session
          + "\",\"cursor\":\""
          + cursor
          + "\",\"recovered\":"
          + recovered
          + ",\"heartbeat\":"
          + heartbeatSeconds
          + (conflate ? ",\"conflate\":true}" : "}");
    }
  }

  /**
   * The unread count of the user's inbox, and how many of these messages were not seen. It names
   * the cursor at which both are correct, and does not move the reader's cursor.
   */
  public static final class Unread extends Envelope {
    private final long count;
    private final long unseen;
    private final Cursor trueAt;

    public Unread(long count, long unseen, Cursor trueAt) {
      this.count = count;
      this.unseen = unseen;
      this.trueAt = trueAt;
    }

    public long unseen() {
      return unseen;
    }

    public long count() {
      return count;
    }

    @Override
    public String type() {
      return "unread";
    }

    @Override
    String toJson() {
      return "{\"type\":\"unread\",\"count\":%d,\"unseen\":%d,\"cursor\":\"%s\"}"
          .formatted(count, unseen, trueAt);
    }
  }

  /** Tells the client that its session continues with another token. */
  public static final class Renewed extends Reply {
    /**
     * @param unsubscribed the filters that the token does not grant; the session is unsubscribed
     *     from them
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

  /** The last envelope of a session. */
  public static final class Farewell extends Envelope {
    private final Goodbye goodbye;

    public Farewell(Goodbye goodbye) {
      this.goodbye = goodbye;
    }

    public Goodbye goodbye() {
      return goodbye;
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

  /**
   * The reply to a command that the client sent on its session, or to an HTTP request about the
   * session.
   */
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
    public String type() {
      return type;
    }

    @Override
    String toJson() {
      return text;
    }
  }
}
