package io.reddot.transport.mqtt.session;

import io.reddot.message.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a SUBSCRIBE asks for, and what SUBACK will say of each. For its line. */
final class SubscribeResult {
  private final List<Integer> codes = new ArrayList<>();
  private final List<Added> added = new ArrayList<>();
  private final List<RetainedSender> retained = new ArrayList<>();

  /** Where something of {@link #codes} is about a subscription that was refused after all. */
  private final Set<Integer> undone = new HashSet<>();

  private @Nullable String because;

  /**
   * One that was made.
   *
   * @param index its place in the SUBSCRIBE
   * @param before what it has taken the place of; null: nothing
   */
  record Added(int index, Subscription one, @Nullable Subscription before) {}

  /** The next one is refused. */
  void refused(int code) {
    codes.add(code);
  }

  /** The next one is made. */
  void added(
      Subscription one, @Nullable Subscription before, @Nullable RetainedSender alsoRetained) {
    added.add(new Added(codes.size(), one, before));
    codes.add(one.qos());
    if (alsoRetained != null) {
      retained.add(alsoRetained);
    }
  }

  /** One that was made is no more, and why. */
  void undone(Added one, int code, Problem problem) {
    if (undone.add(one.index)) {
      codes.set(one.index, code);
      because = problem.detail();
    }
  }

  List<Integer> codes() {
    return codes;
  }

  /** Those that were made and stand. */
  List<Added> added() {
    return added.stream().filter(one -> !undone.contains(one.index)).toList();
  }

  List<Subscription> subscriptions() {
    return added().stream().map(Added::one).toList();
  }

  List<RetainedSender> retained() {
    return retained;
  }

  /** Why one was refused; null: none was, or it has been said. */
  @Nullable String because() {
    return because;
  }

  void because(String why) {
    because = why;
  }
}
