package io.reddot.log;

import io.reddot.json.JsonData;
import io.reddot.message.CallerLog;
import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.LoggedEvent;
import io.reddot.message.Mark;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.InboxMarked;
import io.reddot.message.SystemEvent.InboxesShrunk;
import io.reddot.message.SystemEvent.InboxesShrunk.Cause;
import io.reddot.message.SystemEvent.MembershipChanged;
import io.reddot.message.SystemEvent.MessageRecalled;
import io.reddot.message.SystemEvent.Selection;
import io.reddot.message.SystemEvent.SessionDisconnected;
import io.reddot.message.SystemEvent.SessionRenewed;
import io.reddot.message.SystemEvent.TokenRevoked;
import io.reddot.message.SystemEvent.UserDisconnected;
import io.reddot.message.Topic;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Maps system events to messages of the log and back. Members of the JSON are found by name, and
 * unknown ones are ignored, so that nodes of different versions can share a log. Names of members
 * and events are stored: renaming one makes existing logs unreadable. Stateless.
 */
public final class SystemEvents {
  private static final System.Logger LOGGER = System.getLogger(SystemEvents.class.getName());

  private static final String ID = "id";
  private static final String IDS = "ids";
  private static final String CURSOR = "cursor";
  private static final String CURSORS = "cursors";
  private static final String UP_TO = "upTo";
  private static final String GROUP = "group";
  private static final String TOPICS = "topics";
  private static final String UNTIL = "until";

  private SystemEvents() {}

  /**
   * Returns the event as a draft.
   *
   * @param by the user who caused it; null: no particular user
   */
  public static Draft encode(SystemEvent event, @Nullable String by) {
    String id = UUID.randomUUID().toString(); // not guessable, so that no client uses it first
    String data =
        event instanceof SessionRenewed renewed
            ? renewed.caller()
            : JsonData.compact(members(event));
    return new Draft(
        id, false, event.topic(), event.name(), data, Encoding.JSON, null, false, by, null);
  }

  private static JsonObjectBuilder members(SystemEvent event) {
    JsonObjectBuilder members = JsonData.object();
    if (event instanceof MessageRecalled recall) {
      return members.add(ID, recall.id()).add(CURSOR, recall.recalled().toString());
    } else if (event instanceof InboxMarked marked) {
      return members(marked.selection());
    } else if (event instanceof MembershipChanged changed) {
      return members.add(GROUP, changed.group());
    } else if (event instanceof InboxesShrunk shrunk) {
      return members.add(
          TOPICS, JsonData.array(shrunk.inboxes().stream().map(Topic::name).toList()));
    } else if (event instanceof TokenRevoked revoked) {
      return members.add(ID, revoked.tokenId()).add(UNTIL, revoked.until().toString());
    } else if (event instanceof UserDisconnected disconnected) {
      return members.add(UNTIL, disconnected.until().toString());
    } else if (event instanceof SessionDisconnected) {
      return members;
    }
    throw new AssertionError(event);
  }

  private static JsonObjectBuilder members(Selection selection) {
    JsonObjectBuilder members = JsonData.object();
    if (selection instanceof Selection.UpTo upTo) {
      return members.add(UP_TO, upTo.cursor().toString());
    } else if (selection instanceof Selection.Cursors named) {
      return members.add(
          CURSORS, JsonData.array(named.cursors().stream().map(Cursor::toString).toList()));
    }
    return members.add(IDS, JsonData.array(((Selection.Ids) selection).ids()));
  }

  /** Returns the events among {@code messages}, in order. */
  public static List<LoggedEvent> decodeAll(Collection<Message> messages) {
    List<LoggedEvent> events = new ArrayList<>(0);
    for (Message message : messages) {
      SystemEvent event = decode(message);
      if (event != null) {
        events.add(new LoggedEvent(message, event));
      }
    }
    return events;
  }

  /**
   * Returns the event that a message carries; null if it carries none, one of a newer version, or a
   * malformed one. A malformed event is logged: no reader of the log may stop because of it.
   */
  public static @Nullable SystemEvent decode(Message message) {
    String name = message.event();
    if (name == null || !SystemEvent.isReserved(message.topic(), name)) {
      return null;
    }
    try {
      return read(message.topic(), name, message.data());
    } catch (RuntimeException e) { // thrown for malformed JSON, cursors, times and topics
      String where = message.cursor().toString();
      String detail = message.topic() + " " + name;
      CallerLog.SHARED.log(
          LOGGER, Level.ERROR, "ignored a malformed system event", where, detail, e);
      return null;
    }
  }

  private static @Nullable SystemEvent read(Topic topic, String name, String data) {
    if (name.equals(MessageRecalled.NAME)) {
      JsonObject json = object(data);
      return new MessageRecalled(topic, json.getString(ID), Cursor.parse(json.getString(CURSOR)));
    }
    if (topic.equals(InboxesShrunk.TOPIC)) {
      for (Cause cause : Cause.values()) {
        if (name.equals(cause.event())) {
          List<String> topics = strings(object(data), TOPICS);
          return new InboxesShrunk(cause, topics.stream().map(Topic::new).toList());
        }
      }
      return null;
    }
    String user = SystemEvent.inboxOwner(topic);
    if (user != null) {
      return aboutInbox(user, name, data);
    }
    if (topic.equals(TokenRevoked.TOPIC) && name.equals(TokenRevoked.NAME)) {
      JsonObject json = object(data);
      return new TokenRevoked(json.getString(ID), Instant.parse(json.getString(UNTIL)));
    }
    String disconnected = below(UserDisconnected.TOPICS, topic);
    if (disconnected != null && name.equals(UserDisconnected.NAME)) {
      return new UserDisconnected(disconnected, Instant.parse(object(data).getString(UNTIL)));
    }
    String session = below(SessionRenewed.TOPICS, topic);
    if (session == null) {
      return null;
    }
    return switch (name) {
      case SessionRenewed.NAME -> new SessionRenewed(session, data);
      case SessionDisconnected.NAME -> new SessionDisconnected(session);
      default -> null;
    };
  }

  private static @Nullable SystemEvent aboutInbox(String user, String name, String data) {
    if (name.equals(MembershipChanged.JOINED) || name.equals(MembershipChanged.LEFT)) {
      boolean joined = name.equals(MembershipChanged.JOINED);
      return new MembershipChanged(user, object(data).getString(GROUP), joined);
    }
    for (Mark mark : Mark.values()) {
      if (name.equals(mark.event())) {
        return new InboxMarked(user, mark, selection(object(data)));
      }
    }
    return null;
  }

  private static Selection selection(JsonObject json) {
    if (json.containsKey(UP_TO)) {
      return new Selection.UpTo(Cursor.parse(json.getString(UP_TO)));
    }
    return json.containsKey(CURSORS)
        ? new Selection.Cursors(strings(json, CURSORS).stream().map(Cursor::parse).toList())
        : new Selection.Ids(strings(json, IDS));
  }

  private static JsonObject object(String data) {
    if (JsonData.parse(data) instanceof JsonObject object) {
      return object;
    }
    throw new IllegalArgumentException("the data of the event is not a JSON object");
  }

  private static List<String> strings(JsonObject json, String name) {
    return json.getJsonArray(name).getValuesAs(JsonString.class).stream()
        .map(JsonString::getString)
        .toList();
  }

  private static @Nullable String below(String prefix, Topic topic) {
    return topic.name().startsWith(prefix) ? topic.name().substring(prefix.length()) : null;
  }
}
