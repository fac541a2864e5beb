package io.reddot.message;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A change to inboxes, messages or access rights that the server itself records in the log, so that
 * every reader and every node sees it in the same order. Clients cannot publish such events: their
 * topics or their names begin with {@code $}.
 *
 * <p>{@code io.reddot.log.SystemEvents} maps events to messages of the log and back.
 */
public sealed interface SystemEvent {
  /**
   * The prefix of the topics of {@link InboxMarked} and {@link MembershipChanged}, which end with
   * the user's name.
   */
  String INBOX_TOPICS = "$inbox/";

  /** The prefix of the topics of the audit, which operators read; no client publishes there. */
  String AUDIT_TOPICS = "$audit/";

  /** The topic under which the event is stored. */
  Topic topic();

  /** The {@code event} field of the message that carries this event. */
  String name();

  /** Whether only the server may publish messages with this {@code event} field. */
  static boolean isReserved(@Nullable String name) {
    return name != null && name.startsWith("$");
  }

  /** Whether a message with this topic and {@code event} field is the server's own. */
  static boolean isReserved(Topic topic, @Nullable String name) {
    return topic.reserved() || isReserved(name);
  }

  /** Whether the messages of this topic are records of the audit. */
  static boolean isAudit(Topic topic) {
    return topic.name().startsWith(AUDIT_TOPICS);
  }

  /** A message was recalled. Stored under the message's own topic, so that its readers see it. */
  record MessageRecalled(Topic topic, String id, Cursor recalled) implements SystemEvent {
    public static final String NAME = "$recall";

    @Override
    public String name() {
      return NAME;
    }
  }

  /** A user marked messages of its inbox. */
  record InboxMarked(String user, Mark mark, Selection selection) implements SystemEvent {
    @Override
    public Topic topic() {
      return inboxOf(user);
    }

    @Override
    public String name() {
      return mark.event();
    }
  }

  /** The messages that an {@link InboxMarked} applies to. */
  sealed interface Selection {
    boolean covers(Message message);

    /** Messages named by their ids. */
    record Ids(List<String> ids) implements Selection {
      public Ids {
        ids = List.copyOf(ids);
      }

      @Override
      public boolean covers(Message message) {
        return ids.contains(message.id());
      }
    }

    /** Messages named by their cursors, because several messages may have the same id. */
    record Cursors(List<Cursor> cursors) implements Selection {
      public Cursors {
        cursors = List.copyOf(cursors);
      }

      @Override
      public boolean covers(Message message) {
        return cursors.contains(message.cursor());
      }
    }

    /** Everything up to and including a cursor. */
    record UpTo(Cursor cursor) implements Selection {
      @Override
      public boolean covers(Message message) {
        return message.position() <= cursor.position();
      }
    }
  }

  /** A user joined a group, or left it. */
  record MembershipChanged(String user, String group, boolean joined) implements SystemEvent {
    public static final String JOINED = "joined";
    public static final String LEFT = "left";

    @Override
    public Topic topic() {
      return inboxOf(user);
    }

    @Override
    public String name() {
      return joined ? JOINED : LEFT;
    }
  }

  /** Inboxes lost messages by expiry or retention: their counts may have changed. */
  record InboxesShrunk(Cause cause, List<Topic> inboxes) implements SystemEvent {
    public static final Topic TOPIC = new Topic("$inbox");

    /** Why the messages are gone. */
    public enum Cause {
      EXPIRED,
      TRIMMED;

      /** The {@code event} field of the message in the log that records it. */
      public String event() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    public InboxesShrunk {
      inboxes = List.copyOf(inboxes);
    }

    @Override
    public Topic topic() {
      return TOPIC;
    }

    @Override
    public String name() {
      return cause.event();
    }
  }

  /**
   * A token was revoked. All tokens share a topic, because a token's id need not be a valid level.
   *
   * @param until how long nodes must remember the revocation
   */
  record TokenRevoked(String tokenId, Instant until) implements SystemEvent {
    public static final Topic TOPIC = new Topic("$access/token");
    public static final String NAME = "revoked";

    @Override
    public Topic topic() {
      return TOPIC;
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  /**
   * A user was disconnected: all tokens of the user that were issued before are revoked.
   *
   * @param until how long nodes must remember the revocation
   */
  record UserDisconnected(String user, Instant until) implements SystemEvent {
    public static final String TOPICS = "$access/user/";
    public static final String NAME = "disconnected";

    @Override
    public Topic topic() {
      return new Topic(TOPICS + user);
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  /**
   * A session continues with another token of its user.
   *
   * @param caller the rights of that token, as {@code io.reddot.access.CallerJson} writes them
   */
  record SessionRenewed(String session, String caller) implements SystemEvent {
    public static final String TOPICS = "$access/session/";
    public static final String NAME = "renewed";

    @Override
    public Topic topic() {
      return new Topic(TOPICS + session);
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  /** An operator disconnected a session. */
  record SessionDisconnected(String session) implements SystemEvent {
    public static final String NAME = "disconnected";

    @Override
    public Topic topic() {
      return new Topic(SessionRenewed.TOPICS + session);
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  /** Returns the topic of all events about one user's inbox. */
  static Topic inboxOf(String user) {
    return new Topic(INBOX_TOPICS + user);
  }

  /** Returns the user whose inbox the events of this topic are about; null for any other topic. */
  static @Nullable String inboxOwner(Topic topic) {
    return topic.name().startsWith(INBOX_TOPICS)
        ? topic.name().substring(INBOX_TOPICS.length())
        : null;
  }
}
