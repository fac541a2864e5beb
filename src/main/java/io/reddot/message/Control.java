package io.reddot.message;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The house's own messages in the log: what happened to inboxes and messages, in the one order that
 * every reader and every node sees. Their events begin with {@code $} or their topics do; no client
 * publishes either.
 *
 * <ul>
 *   <li>On {@code $inbox/{user}}: {@link #READ} and {@link #UNREAD} ({@code {"ids":[...]}} or
 *       {@code {"upTo":"cursor"}}), {@link #ARCHIVE} and {@link #UNARCHIVE} (ids), {@link #JOINED}
 *       and {@link #LEFT} ({@code {"group":"g"}}).
 *   <li>On {@code $inbox}: {@link #EXPIRED} and {@link #TRIMMED} ({@code {"topics":[...]}}), whose
 *       readers' counts may have changed.
 *   <li>On {@code $access/token}: {@link #REVOKED} ({@code {"id":"...","until":"..."}}); on {@code
 *       $access/user/{user}}: {@link #DISCONNECTED} ({@code {"until":"..."}}), of the tokens that
 *       were issued before it; on {@code $access/session/{session}}: {@link #RENEWED} (who the
 *       session is of from here on, as {@code access} writes it).
 *   <li>On the recalled message's own topic: {@link #RECALL} ({@code {"id":"...","cursor":"..."}}).
 * </ul>
 */
public final class Control {
  public static final String READ = "read";
  public static final String UNREAD = "unread";
  public static final String ARCHIVE = "archive";
  public static final String UNARCHIVE = "unarchive";
  public static final String JOINED = "joined";
  public static final String LEFT = "left";
  public static final String EXPIRED = "expired";
  public static final String TRIMMED = "trimmed";
  public static final String REVOKED = "revoked";
  public static final String DISCONNECTED = "disconnected";
  public static final String RENEWED = "renewed";
  public static final String RECALL = "$recall";

  /** Where {@link #EXPIRED} and {@link #TRIMMED} stand. */
  public static final Topic INBOX = new Topic("$inbox");

  /** Where {@link #REVOKED} stands: a token's id need not be a topic's level. */
  public static final Topic ACCESS_OF_TOKENS = new Topic("$access/token");

  private static final String INBOX_OF = "$inbox/";
  private static final String ACCESS = "$access/";
  private static final String ACCESS_OF_USER = ACCESS + "user/";
  private static final String ACCESS_OF_SESSION = ACCESS + "session/";

  private Control() {}

  /** Where what one user did, or what was done to it, stands. */
  public static Topic inboxOf(String user) {
    return new Topic(INBOX_OF + user);
  }

  /** Whose doings stand at this topic; null if nobody's. */
  public static @Nullable String user(Topic topic) {
    return topic.name().startsWith(INBOX_OF) ? topic.name().substring(INBOX_OF.length()) : null;
  }

  /** Where {@link #DISCONNECTED} stands. */
  public static Topic accessOfUser(String user) {
    return new Topic(ACCESS_OF_USER + user);
  }

  /** Where {@link #RENEWED} stands. */
  public static Topic accessOfSession(String session) {
    return new Topic(ACCESS_OF_SESSION + session);
  }

  /** Whether it is about who is let in. */
  public static boolean access(Topic topic) {
    return topic.name().startsWith(ACCESS);
  }

  /** Of a {@link #DISCONNECTED}: the user; null if it is none. */
  public static @Nullable String disconnected(Message message) {
    return after(ACCESS_OF_USER, message, DISCONNECTED);
  }

  /** Of a {@link #RENEWED}: the session; null if it is none. */
  public static @Nullable String renewed(Message message) {
    return after(ACCESS_OF_SESSION, message, RENEWED);
  }

  private static @Nullable String after(String prefix, Message message, String event) {
    String topic = message.topic().name();
    return topic.startsWith(prefix) && event.equals(message.event())
        ? topic.substring(prefix.length())
        : null;
  }

  /** Of a {@link #REVOKED}: the token's id; null if it is none. */
  public static @Nullable String revoked(Message message) {
    return message.topic().equals(ACCESS_OF_TOKENS) && REVOKED.equals(message.event())
        ? value(message, 1)
        : null;
  }

  /** Of a {@link #REVOKED} or a {@link #DISCONNECTED}: how long to remember it. */
  public static Instant until(Message message) {
    return Instant.parse(value(message, REVOKED.equals(message.event()) ? 3 : 1));
  }

  /** What a {@link #REVOKED} says. */
  public static String revokedData(String id, Instant until) {
    return "{\"id\":" + JsonText.quote(id) + ",\"until\":\"" + until + "\"}";
  }

  /** What a {@link #DISCONNECTED} says. */
  public static String disconnectedData(Instant until) {
    return "{\"until\":\"" + until + "\"}";
  }

  /** Whether only the house itself says such an event. */
  public static boolean event(@Nullable String event) {
    return event != null && event.startsWith("$");
  }

  public static boolean recall(Message message) {
    return RECALL.equals(message.event());
  }

  /** Of a {@link #JOINED} or {@link #LEFT}: the group. */
  public static String group(Message message) {
    return value(message, 1);
  }

  /** Of an {@link #EXPIRED} or {@link #TRIMMED}: the inbox topics. */
  public static List<String> topics(Message message) {
    List<String> strings = JsonText.strings(message.data());
    return strings.subList(1, strings.size());
  }

  /** Of a {@link #RECALL}: the id of the recalled message. */
  public static String recalledId(Message message) {
    return value(message, 1);
  }

  /** Of a {@link #RECALL}: where the recalled message stands. */
  public static Cursor recalledCursor(Message message) {
    return Cursor.parse(value(message, 3));
  }

  private static String value(Message message, int index) {
    return JsonText.strings(message.data()).get(index);
  }

  /** {@code {"name":["...","..."]}} */
  public static String data(String name, Collection<String> values) {
    return values.stream()
        .map(JsonText::quote)
        .collect(Collectors.joining(",", "{\"" + name + "\":[", "]}"));
  }

  /** {@code {"name":"..."}} */
  public static String data(String name, String value) {
    return "{\"" + name + "\":" + JsonText.quote(value) + "}";
  }

  /** What a {@link #RECALL} says. */
  public static String recallData(String id, Cursor recalled) {
    return "{\"id\":" + JsonText.quote(id) + ",\"cursor\":\"" + recalled + "\"}";
  }
}
