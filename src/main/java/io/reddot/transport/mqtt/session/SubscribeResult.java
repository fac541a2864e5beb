package io.reddot.transport.mqtt.session;

import io.reddot.message.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The results of one SUBSCRIBE, which SUBACK reports. Confined to its line. */
final class SubscribeResult {
  private final List<Integer> codes = new ArrayList<>();
  private final List<Added> added = new ArrayList<>();
  private final List<RetainedSender> retained = new ArrayList<>();

  /** The indices of subscriptions that were undone. */
  private final Set<Integer> undone = new HashSet<>();

  private @Nullable String because;

  /**
   * A subscription that was made.
   *
   * @param index the position in the SUBSCRIBE
   * @param before the subscription that it replaced; null: none
   */
  record Added(int index, Subscription one, @Nullable Subscription before) {}

  /** Notes that the next filter is refused. */
  void refused(int code) {
    codes.add(code);
  }

  /** Notes that the next filter is subscribed to. */
  void added(
      Subscription one, @Nullable Subscription before, @Nullable RetainedSender alsoRetained) {
    added.add(new Added(codes.size(), one, before));
    codes.add(one.qos());
    if (alsoRetained != null) {
      retained.add(alsoRetained);
    }
  }

  /** Notes that a subscription was undone because of a problem. */
  void undone(Added one, int code, Problem problem) {
    if (undone.add(one.index)) {
      codes.set(one.index, code);
      because = problem.detail();
    }
  }

  List<Integer> codes() {
    return codes;
  }

  /** The subscriptions that were made and not undone. */
  List<Added> added() {
    return added.stream().filter(one -> !undone.contains(one.index)).toList();
  }

  List<Subscription> subscriptions() {
    return added().stream().map(Added::one).toList();
  }

  List<RetainedSender> retained() {
    return retained;
  }

  /** The reason of the last refusal; null: none was refused. */
  @Nullable String because() {
    return because;
  }

  void because(String why) {
    because = why;
  }
}
