package io.reddot.transport.mqtt.share;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The members of a group on this node, in turn. Confined to the group's executor. */
final class Members {
  /** The members; the first is the next in turn. */
  private final Deque<MemberWindow> windows = new ArrayDeque<>();

  /** Adds a member, unless it has been added before. */
  void add(GroupMember member) {
    if (window(member) == null) {
      windows.addLast(new MemberWindow(member));
    }
  }

  void remove(GroupMember member) {
    windows.removeIf(window -> window.member() == member);
  }

  @Nullable MemberWindow window(GroupMember member) {
    for (MemberWindow window : windows) {
      if (window.member() == member) {
        return window;
      }
    }
    return null;
  }

  /** Returns the next member in turn and moves it to the end. There must be one. */
  MemberWindow next() {
    MemberWindow next = windows.removeFirst();
    windows.addLast(next);
    return next;
  }

  boolean isEmpty() {
    return windows.isEmpty();
  }

  int size() {
    return windows.size();
  }

  /** The number of messages that the members can take. */
  int room() {
    return windows.stream().mapToInt(MemberWindow::room).sum();
  }

  int overdue() {
    return windows.stream().mapToInt(MemberWindow::overdue).sum();
  }

  void clearWindows() {
    windows.forEach(MemberWindow::clear);
  }
}
