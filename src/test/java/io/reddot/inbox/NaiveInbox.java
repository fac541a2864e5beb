package io.reddot.inbox;

import io.reddot.message.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Inboxes as one would think of them: who has read what, message by message. No marks, no rows, no
 * thought of cost.
 */
final class NaiveInbox {
  /** Each in a group by its token, and maybe in others by the store. */
  static final Map<String, String> USERS = Map.of("alice", "staff", "bob", "night", "eve", "none");

  /** A message, as long as it is there. */
  record Letter(String id, String topic, String event, long position, @Nullable Long expires) {}

  final List<Letter> letters = new ArrayList<>();
  private final Map<String, Set<Long>> read = new HashMap<>();
  private final Map<String, Set<Long>> archived = new HashMap<>();
  private final Map<String, Map<String, Long>> memberships = new HashMap<>();

  NaiveInbox() {
    for (String user : USERS.keySet()) {
      read.put(user, new HashSet<>());
      archived.put(user, new HashSet<>());
      memberships.put(user, new HashMap<>());
    }
  }

  /** A line for each message of the inbox, newest first. */
  List<String> list(String user, InboxStore.InboxFilter filter) {
    List<String> lines = new ArrayList<>();
    for (int i = letters.size() - 1; i >= 0; i--) {
      Letter letter = letters.get(i);
      if (sees(user, letter)) {
        boolean isRead = read.get(user).contains(letter.position);
        boolean aside = archived.get(user).contains(letter.position);
        boolean shown =
            switch (filter) {
              case ALL -> !aside;
              case UNREAD -> !aside && !isRead;
              case ARCHIVED -> aside;
            };
        if (shown) {
          lines.add(line(letter.id, isRead, aside));
        }
      }
    }
    return lines;
  }

  static String line(String id, boolean read, boolean archived) {
    return id + (read ? " read" : "") + (archived ? " archived" : "");
  }

  boolean sees(String user, Letter letter) {
    return switch (letter.topic.split("/")[0]) {
      case "everyone" -> true;
      case "user" -> letter.topic.equals("user/" + user);
      default -> {
        String group = letter.topic.substring("group/".length());
        Long since = memberships.get(user).get(group);
        yield since == null ? group.equals(USERS.get(user)) : letter.position > since;
      }
    };
  }

  /** Whether something changed. */
  boolean mark(String user, Mark kind, List<Letter> which) {
    boolean changed = false;
    for (Letter letter : which) {
      changed |=
          switch (kind) {
            case READ -> read.get(user).add(letter.position);
            case UNREAD -> read.get(user).remove(letter.position);
            case ARCHIVE -> archived.get(user).add(letter.position);
            case UNARCHIVE -> archived.get(user).remove(letter.position);
          };
    }
    return changed;
  }

  boolean readUpTo(String user, long position) {
    return mark(
        user,
        Mark.READ,
        letters.stream().filter(l -> l.position <= position && sees(user, l)).toList());
  }

  /** The topics that lost something. */
  Set<String> expire(long now) {
    return remove(letters.stream().filter(l -> l.expires != null && l.expires <= now).toList());
  }

  Set<String> trim(Set<Long> kept) {
    return remove(letters.stream().filter(letter -> !kept.contains(letter.position)).toList());
  }

  Set<String> remove(List<Letter> gone) {
    Set<String> topics = new TreeSet<>();
    gone.forEach(letter -> topics.add(letter.topic));
    letters.removeAll(gone);
    return topics;
  }

  boolean join(String user, String group, long position) {
    return memberships.get(user).putIfAbsent(group, position) == null;
  }

  boolean leave(String user, String group) {
    return memberships.get(user).remove(group) != null;
  }
}
