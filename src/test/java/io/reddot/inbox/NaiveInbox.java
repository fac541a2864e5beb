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
  record Letter(
      String id,
      String topic,
      String event,
      long position,
      @Nullable Long expires,
      @Nullable String collapse) {}

  final List<Letter> letters = new ArrayList<>();
  private final Map<String, Set<Long>> read = new HashMap<>();
  private final Map<String, Set<Long>> archived = new HashMap<>();
  private final Map<String, Map<String, Long>> memberships = new HashMap<>();
  private final Map<String, Long> seen = new HashMap<>();

  /** The ids of messages that were replaced, and came back since the last check. */
  final Set<String> returned = new HashSet<>();

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
      if (sees(user, letter) && newest(letter)) {
        boolean isRead = read.get(user).contains(letter.position);
        boolean aside = archived.get(user).contains(letter.position);
        boolean shown =
            switch (filter) {
              case ALL -> !aside;
              case UNREAD -> !aside && !isRead;
              case ARCHIVED -> aside;
            };
        if (shown) {
          long replaced = letters.stream().filter(old -> replaces(letter, old, user)).count();
          boolean wasSeen = isRead || letter.position <= seen.getOrDefault(user, 0L);
          lines.add(line(letter.id, isRead, wasSeen, aside, replaced));
        }
      }
    }
    return lines;
  }

  static String line(String id, boolean read, boolean seen, boolean archived, long collapsed) {
    return id
        + (read ? " read" : "")
        + (seen ? " seen" : "")
        + (archived ? " archived" : "")
        + (collapsed > 0 ? " and " + collapsed : "");
  }

  /** Whether no newer message has its topic and key. */
  boolean newest(Letter letter) {
    return letter.collapse == null
        || letters.stream()
            .noneMatch(
                other ->
                    letter.collapse.equals(other.collapse)
                        && letter.topic.equals(other.topic)
                        && letter.position < other.position);
  }

  private boolean replaces(Letter letter, Letter old, String user) {
    return letter.collapse != null
        && letter.collapse.equals(old.collapse)
        && letter.topic.equals(old.topic)
        && old.position < letter.position
        && sees(user, old);
  }

  long unseen(String user) {
    long from = seen.getOrDefault(user, 0L);
    return letters.stream().filter(letter -> unread(user, letter, from)).count();
  }

  private boolean unread(String user, Letter letter, long from) {
    return letter.position > from
        && sees(user, letter)
        && newest(letter)
        && !read.get(user).contains(letter.position)
        && !archived.get(user).contains(letter.position);
  }

  /** Whether something changed. */
  boolean seenUpTo(String user, long position) {
    long before = seen.getOrDefault(user, 0L);
    boolean changed =
        letters.stream()
            .anyMatch(letter -> letter.position <= position && unread(user, letter, before));
    if (changed) {
      seen.put(user, position);
    }
    return changed;
  }

  /**
   * Adopts that a message is read. A mark may pass over a message while a newer one replaces it.
   */
  void adopt(String user, String id) {
    letters.stream()
        .filter(letter -> letter.id.equals(id))
        .forEach(letter -> read.get(user).add(letter.position));
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
            case SEEN -> throw new IllegalArgumentException();
          };
    }
    return changed;
  }

  boolean readUpTo(String user, long position) {
    return mark(
        user,
        Mark.READ,
        letters.stream()
            .filter(l -> l.position <= position && sees(user, l) && newest(l))
            .toList());
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
    gone.stream().filter(this::newest).forEach(letter -> topics.add(letter.topic));
    Set<Letter> hidden = new HashSet<>(letters);
    hidden.removeIf(this::newest);
    letters.removeAll(gone);
    hidden.stream()
        .filter(letter -> letters.contains(letter) && newest(letter))
        .forEach(letter -> returned.add(letter.id));
    return topics;
  }

  boolean join(String user, String group, long position) {
    return memberships.get(user).putIfAbsent(group, position) == null;
  }

  boolean leave(String user, String group) {
    return memberships.get(user).remove(group) != null;
  }
}
