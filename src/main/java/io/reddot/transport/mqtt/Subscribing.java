package io.reddot.transport.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.reddot.access.Caller;
import io.reddot.message.Cursor;
import io.reddot.message.JsonText;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** SUBSCRIBE and UNSUBSCRIBE of one client. For its line. */
final class Subscribing {
  private static final System.Logger LOGGER = System.getLogger(Subscribing.class.getName());

  /** MQTT 3.1.1 knows but one way to fail (section 3.9.3). */
  private static final int FAILED_3 = 0x80;

  private static final int MAX_IDENTIFIER = 268_435_455;
  private static final short UNSUBSCRIBED = 0;
  private static final short NO_SUBSCRIPTION = 0x11;

  private final MqttBroker broker;
  private final MqttSession session;
  private final Line line;

  /** Why a filter of the SUBSCRIBE that is being answered was refused; null: none was. */
  private @Nullable String because;

  Subscribing(MqttBroker broker, MqttSession session, Line line) {
    this.broker = broker;
    this.session = session;
    this.line = line;
  }

  void subscribe(MqttSubscribeMessage packet) {
    List<MqttTopicSubscription> asked = packet.payload().topicSubscriptions();
    if (asked.isEmpty()) {
      throw Refusal.protocolError("A SUBSCRIBE has at least one topic filter."); // 3.8.3-2
    }
    MqttProperties said = packet.idAndPropertiesVariableHeader().properties();
    int id = identifier(said);
    int packetId = packet.variableHeader().messageId();
    String after = PublishProperties.user(said, "after");
    StartAfter start;
    try {
      start = after == null ? StartAfter.LATEST : StartAfter.parse(after);
      broker.limits().read(session.caller());
    } catch (Problem problem) {
      int code =
          refused(
              after,
              problem,
              problem.status() == 429 ? Reason.QUOTA_EXCEEDED : Reason.IMPLEMENTATION_SPECIFIC);
      line.send(
          session
              .packets()
              .subAck(
                  packetId,
                  Collections.nCopies(asked.size(), code),
                  session.packets().because(problem.detail())));
      return;
    }
    because = null;
    List<Integer> codes = new ArrayList<>();
    List<Subscription> added = new ArrayList<>();
    List<Retained> retained = new ArrayList<>();
    for (MqttTopicSubscription one : asked) {
      codes.add(subscribe(one, id, added, retained));
    }
    List<CompletionStage<Void>> groups = share(added);
    if (start.edge() == StartAfter.Edge.LATEST || added.isEmpty()) {
      Cursor cursor = follow(added);
      acknowledge(packetId, codes, cursor, true, null, groups, retained);
    } else {
      replay(packetId, codes, added, start, groups, retained);
    }
  }

  /** Returns when each of the groups has begun. */
  private List<CompletionStage<Void>> share(List<Subscription> added) {
    return added.stream()
        .filter(one -> one.share() != null)
        .map(one -> broker.shares().join(session, one, session.storedKey()))
        .toList();
  }

  private int identifier(MqttProperties said) {
    var all = said.getProperties(MqttProperties.SUBSCRIPTION_IDENTIFIER);
    if (all.isEmpty()) {
      return 0;
    }
    if (all.size() > 1
        || !(all.get(0).value() instanceof Integer id)
        || id < 1
        || id > MAX_IDENTIFIER) {
      throw Refusal.protocolError("A SUBSCRIBE has one subscription identifier, from 1 on.");
    }
    return id;
  }

  /** Returns what SUBACK says of it. */
  private int subscribe(
      MqttTopicSubscription asked, int id, List<Subscription> added, List<Retained> retained) {
    MqttSubscriptionOption option = asked.option();
    String pattern = asked.topicFilter();
    Subscription known = session.subscribed().get(pattern);
    Subscription one;
    try {
      one =
          StoredState.of(
              pattern,
              option.qos().value(),
              option.isNoLocal(),
              option.isRetainAsPublished(),
              id,
              known == null ? 0 : known.since());
    } catch (Problem problem) {
      return refused(pattern, problem, Reason.TOPIC_FILTER_INVALID);
    }
    if (broker.settings().refuses(one.filter())) {
      return refused(pattern, refusedByTheServer(), Reason.UNSPECIFIED);
    }
    if (one.share() != null && one.noLocal()) {
      throw Refusal.protocolError("What is shared has no 'no local'."); // MQTT-3.8.3-4
    }
    boolean wanted = one.share() == null && wanted(option.retainHandling(), known == null);
    Caller caller = session.caller();
    try {
      broker.registry().check(caller, filters(caller, one));
      if (wanted) {
        broker.limits().read(caller);
      }
    } catch (Problem problem) {
      return refused(
          pattern,
          problem,
          problem.status() == 403 ? Reason.NOT_AUTHORIZED : Reason.QUOTA_EXCEEDED);
    }
    session.subscribed().put(one);
    added.add(one);
    boolean already = retained.stream().anyMatch(other -> other.pattern().equals(pattern));
    if (wanted && !already) { // named twice in one packet it is one subscription
      retained.add(new Retained(broker, session, pattern));
    }
    return one.qos();
  }

  /** Without why: that is between the administrator and the configuration. */
  static Problem refusedByTheServer() {
    return Problem.forbidden("This server takes no such subscription over MQTT.");
  }

  private int refused(@Nullable String pattern, Problem problem, Reason reason) {
    because = problem.detail();
    LOGGER.log(
        problem.status() == 429 ? Level.DEBUG : Level.INFO,
        "refused a subscription of {0} to {1}: {2}",
        line.peer(),
        JsonText.quote(String.valueOf(pattern)),
        problem.detail());
    return session.client().version5() ? reason.code() & 0xff : FAILED_3;
  }

  /**
   * What the session would follow then; the registry says whether it may, and so many. What it may
   * read no more, of a group that it was taken out of, it does not follow.
   */
  private List<TopicFilter> filters(Caller caller, Subscription one) {
    List<TopicFilter> all = new ArrayList<>(session.subscribed().filters());
    session.subscribed().all().stream()
        .filter(other -> other.share() != null)
        .forEach(other -> all.add(other.filter()));
    all.removeIf(filter -> !caller.grants().reads(filter));
    if (!all.contains(one.filter())) {
      all.add(one.filter());
    }
    return all;
  }

  private static boolean wanted(RetainedHandlingPolicy handling, boolean isNew) {
    return switch (handling) {
      case SEND_AT_SUBSCRIBE -> true;
      case SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS -> isNew;
      case DONT_SEND_AT_SUBSCRIBE -> false;
    };
  }

  /** From now on. Returns from where on. */
  private Cursor follow(List<Subscription> added) {
    Cursor from = broker.log().cursor(session.outbound().sent());
    for (Subscription one : added) {
      if (one.share() == null) {
        Cursor live = broker.registry().subscribe(session.joined(), one.filter());
        // What was committed is behind it, even if fan-out has not got to it yet.
        from = live.at(Math.max(live.position(), broker.log().head()));
        if (one.since() == 0) {
          session.subscribed().put(one.since(from.position()));
        }
      }
    }
    return from;
  }

  /** From the past on: the whole session begins anew there, and only what is new hears of it. */
  private void replay(
      int packetId,
      List<Integer> codes,
      List<Subscription> added,
      StartAfter start,
      List<CompletionStage<Void>> groups,
      List<Retained> retained) {
    long horizon = session.outbound().horizon();
    Cursor cursor = start.cursor();
    boolean ours = cursor != null && cursor.log().equals(broker.log().name());
    long position = ours && cursor != null ? cursor.position() : 0;
    session.subscribed().since(horizon);
    for (Subscription one : added) {
      if (one.share() == null) {
        // What the others have had already is not theirs; this one wants it.
        session
            .subscribed()
            .put(
                new Subscription(
                    one.pattern(),
                    null,
                    one.filter(),
                    one.qos(),
                    one.noLocal(),
                    one.retainAsPublished(),
                    one.id(),
                    position));
      }
    }
    // A cursor that is ahead of where the session is leaves a gap for the others.
    boolean ahead = ours && position > horizon && session.subscribed().all().size() > added.size();
    StartAfter from = ahead ? StartAfter.cursor(broker.log().cursor(horizon)) : start;
    session.rejoin(
        from,
        ahead ? horizon : position,
        hello ->
            acknowledge(
                packetId,
                codes,
                hello.cursor(),
                hello.recovered(),
                Math.min(position, horizon),
                groups,
                retained));
  }

  /**
   * @param position where the session begins anew, if it does
   * @param groups what is published after SUBACK is for them, whichever node it is published on
   */
  private void acknowledge(
      int packetId,
      List<Integer> codes,
      @Nullable Cursor cursor,
      boolean recovered,
      @Nullable Long position,
      List<CompletionStage<Void>> groups,
      List<Retained> retained) {
    MqttProperties said = new MqttProperties();
    if (cursor != null) {
      said.add(new UserProperty("cursor", cursor.toString()));
    }
    said.add(new UserProperty("recovered", Boolean.toString(recovered)));
    if (because != null) {
      said.add(new StringProperty(MqttProperties.REASON_STRING, because));
    }
    storedThen(
        position,
        groups,
        () -> {
          line.send(session.packets().subAck(packetId, codes, said));
          retained.forEach(Retained::begin);
        });
  }

  /** Acknowledged is what is stored. */
  private void storedThen(
      @Nullable Long position, List<CompletionStage<Void>> groups, Runnable acknowledge) {
    if (groups.isEmpty()) {
      storedThen(position, acknowledge);
      return;
    }
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(
                groups.stream()
                    .map(CompletionStage::toCompletableFuture)
                    .toArray(CompletableFuture[]::new))
            .whenCompleteAsync(
                (begun, failure) -> {
                  if (failure == null) {
                    storedThen(position, acknowledge);
                  } else {
                    session.lost();
                  }
                },
                line);
  }

  private void storedThen(@Nullable Long position, Runnable acknowledge) {
    if (!session.durable().kept()) {
      acknowledge.run();
      return;
    }
    session
        .durable()
        .subscriptions(session.subscribed().toJson(), position)
        .whenCompleteAsync(
            (ours, failure) -> {
              if (Boolean.TRUE.equals(ours)) {
                acknowledge.run();
              } else {
                session.lost();
              }
            },
            line);
  }

  /**
   * Takes away subscriptions that the client has not given up.
   *
   * @return their patterns
   */
  List<String> takeAway(Predicate<Subscription> such) {
    List<String> patterns =
        session.subscribed().all().stream().filter(such).map(Subscription::pattern).toList();
    patterns.forEach(this::remove);
    if (!patterns.isEmpty()) {
      storedThen(null, () -> {});
    }
    return patterns;
  }

  /** Whether there was one. */
  private boolean remove(String pattern) {
    Subscription removed = session.subscribed().remove(pattern);
    if (removed != null && removed.share() != null) {
      Share.Left left = session.outbound().left(pattern, false);
      broker.shares().leave(session, pattern, left, session.storedKey());
    } else if (removed != null) {
      broker.registry().unsubscribe(session.joined(), removed.filter());
    }
    return removed != null;
  }

  void unsubscribe(MqttUnsubscribeMessage packet) {
    List<String> patterns = packet.payload().topics();
    if (patterns.isEmpty()) {
      throw Refusal.protocolError("An UNSUBSCRIBE has at least one topic filter."); // 3.10.3-2
    }
    List<Short> codes = new ArrayList<>();
    for (String pattern : patterns) {
      codes.add(remove(pattern) ? UNSUBSCRIBED : NO_SUBSCRIPTION);
    }
    int packetId = packet.variableHeader().messageId();
    Runnable acknowledge = () -> line.send(session.packets().unsubAck(packetId, codes));
    if (codes.contains(UNSUBSCRIBED)) {
      storedThen(null, acknowledge);
    } else {
      acknowledge.run(); // nothing has changed that could be stored, however often it is said
    }
  }
}
