package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.reddot.access.Caller;
import io.reddot.message.CallerLog;
import io.reddot.message.Cursor;
import io.reddot.message.JsonText;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import io.reddot.transport.mqtt.packet.PublishProperties;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.transport.mqtt.share.Departure;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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
    SubscribeResult all = new SubscribeResult();
    for (MqttTopicSubscription one : asked) {
      subscribe(one, id, all);
    }
    // What is published after SUBACK is for the groups, whichever node it is published on.
    @Nullable CompletionStage<Void> groups = share(all);
    if (start.edge() == StartAfter.Edge.LATEST || all.added().isEmpty()) {
      Cursor cursor = follow(all.subscriptions());
      acknowledge(packetId, all, cursor, true, null, groups);
    } else {
      replay(packetId, all, start, groups);
    }
  }

  /**
   * Returns when all the groups have begun; null: there are none. One that may not begin is no
   * subscription any more.
   */
  private @Nullable CompletionStage<Void> share(SubscribeResult all) {
    List<CompletableFuture<Void>> begun = new ArrayList<>();
    for (SubscribeResult.Added added : all.added()) {
      if (added.one().share() != null) {
        begun.add(
            join(added.one())
                .<Void>handleAsync(
                    (there, failure) -> {
                      if (failure != null) {
                        undo(all, added, refusal(failure));
                      }
                      return null;
                    },
                    line)
                .toCompletableFuture());
      }
    }
    return begun.isEmpty()
        ? null
        : CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new));
  }

  private CompletionStage<Void> join(Subscription one) {
    String user = session.caller().user();
    return broker.shares().join(session, one.sharedGroup(), user, session.storedKey());
  }

  /** Why it is refused; anything but a refusal goes on, as a failure. */
  private static Problem refusal(Throwable failure) {
    if (Problem.cause(failure) instanceof Problem problem && problem.status() == 429) {
      return problem;
    }
    throw new CompletionException(Problem.cause(failure));
  }

  /** Takes back what was subscribed to; what was there before is there again. */
  private void undo(SubscribeResult all, SubscribeResult.Added added, Problem problem) {
    Subscription before = added.before();
    if (before == null) {
      remove(added.one().pattern());
    } else {
      session.subscribed().put(before);
    }
    all.undone(added, refused(added.one().pattern(), problem, Reason.QUOTA_EXCEEDED), problem);
  }

  /** A stored session is back in its group. If there is no room for that, it is not subscribed. */
  void rejoin(Subscription one) {
    CompletionStage<Void> unused =
        join(one)
            .whenCompleteAsync(
                (there, failure) -> {
                  if (failure != null
                      && Problem.cause(failure) instanceof Problem full
                      && full.status() == 429) {
                    noRoom(one, full);
                  }
                },
                line);
  }

  private void noRoom(Subscription one, Problem full) {
    CallerLog.SHARED.log(
        LOGGER, Level.INFO, "not subscribed any more", session.caller().user(), full.detail());
    List<String> unused = takeAway(other -> other.group().equals(one.group()));
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

  private void subscribe(MqttTopicSubscription asked, int id, SubscribeResult all) {
    MqttSubscriptionOption option = asked.option();
    String pattern = asked.topicFilter();
    Subscription known = session.subscribed().get(pattern);
    Caller caller = session.caller();
    Subscription one;
    try {
      one =
          SubscriptionJson.of(
                  pattern,
                  option.qos().value(),
                  option.isNoLocal(),
                  option.isRetainAsPublished(),
                  id,
                  known == null ? 0 : known.since())
              .of(caller);
    } catch (Problem problem) {
      all.refused(refused(pattern, problem, Reason.TOPIC_FILTER_INVALID, all));
      return;
    }
    if (broker.settings().refuses(one.filter())) {
      all.refused(refused(pattern, refusedByTheServer(), Reason.UNSPECIFIED, all));
      return;
    }
    if (one.share() != null && one.noLocal()) {
      throw Refusal.protocolError("What is shared has no 'no local'."); // MQTT-3.8.3-4
    }
    boolean wanted = one.share() == null && wanted(option.retainHandling(), known == null);
    boolean other = known != null && !known.group().equals(one.group());
    try {
      broker.registry().check(caller, filters(caller, one));
      if (wanted || (one.share() != null && (known == null || other))) {
        broker.limits().read(caller); // its retained messages, or what the group has to take
      }
    } catch (Problem problem) {
      Reason reason = problem.status() == 403 ? Reason.NOT_AUTHORIZED : Reason.QUOTA_EXCEEDED;
      all.refused(refused(pattern, problem, reason, all));
      return;
    }
    if (other) {
      remove(pattern); // its token names the group as common, or no more
    }
    session.subscribed().put(one);
    // Named twice in one packet it is one subscription.
    boolean already = all.retained().stream().anyMatch(each -> each.pattern().equals(pattern));
    all.added(
        one,
        other ? null : known,
        wanted && !already ? new RetainedSender(broker, session, pattern) : null);
  }

  /** Without why: that is between the administrator and the configuration. */
  static Problem refusedByTheServer() {
    return Problem.forbidden("This server takes no such subscription over MQTT.");
  }

  private int refused(
      @Nullable String pattern, Problem problem, Reason reason, SubscribeResult all) {
    all.because(problem.detail());
    return refused(pattern, problem, reason);
  }

  private int refused(@Nullable String pattern, Problem problem, Reason reason) {
    CallerLog.SHARED.log(
        LOGGER,
        Level.INFO,
        "refused a subscription over MQTT",
        session.caller().user(),
        "to " + JsonText.quote(Problem.excerpt(String.valueOf(pattern))) + ": " + problem.detail());
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
      int packetId, SubscribeResult all, StartAfter start, @Nullable CompletionStage<Void> groups) {
    List<Subscription> added = all.subscriptions();
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
                all,
                hello.cursor(),
                hello.recovered(),
                Math.min(position, horizon),
                groups));
  }

  /**
   * Acknowledged is what is stored.
   *
   * @param position where the session begins anew, if it does
   */
  private void acknowledge(
      int packetId,
      SubscribeResult all,
      @Nullable Cursor cursor,
      boolean recovered,
      @Nullable Long position,
      @Nullable CompletionStage<Void> groups) {
    Runnable answer = () -> answer(packetId, all, cursor, recovered);
    Runnable store =
        () -> store(position, !all.added().isEmpty(), answer, full -> undo(all, full, answer));
    if (groups == null) {
      store.run();
      return;
    }
    CompletionStage<Void> unused =
        groups.whenCompleteAsync(
            (begun, failure) -> {
              if (failure == null) {
                store.run();
              } else {
                session.lost();
              }
            },
            line);
  }

  /** The user's sessions have no room for what this one would be subscribed to. */
  private void undo(SubscribeResult all, Problem full, Runnable answer) {
    all.added().forEach(one -> undo(all, one, full));
    store(null, false, answer, unused -> session.lost());
  }

  private void answer(
      int packetId, SubscribeResult all, @Nullable Cursor cursor, boolean recovered) {
    MqttProperties said = new MqttProperties();
    if (cursor != null) {
      said.add(new UserProperty("cursor", cursor.toString()));
    }
    said.add(new UserProperty("recovered", Boolean.toString(recovered)));
    String because = all.because();
    if (because != null) {
      said.add(new StringProperty(MqttProperties.REASON_STRING, because));
    }
    line.send(session.packets().subAck(packetId, all.codes(), said));
    all.retained()
        .forEach(RetainedSender::begin); // of one that was refused after all there is nothing
  }

  private void storedThen(Runnable acknowledge) {
    store(null, false, acknowledge, unused -> session.lost());
  }

  /**
   * @param grown whether the client asks for more, which may be refused
   */
  private void store(
      @Nullable Long position, boolean grown, Runnable stored, Consumer<Problem> whenFull) {
    if (!session.durable().kept()) {
      stored.run();
      return;
    }
    session
        .durable()
        .subscriptions(session.subscribed().toJson(), position, grown)
        .whenCompleteAsync(
            (ours, failure) -> {
              if (Boolean.TRUE.equals(ours)) {
                stored.run();
              } else if (failure != null
                  && Problem.cause(failure) instanceof Problem full
                  && full.status() == 429) {
                whenFull.accept(full);
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
      storedThen(() -> {});
    }
    return patterns;
  }

  /** Whether there was one. */
  private boolean remove(String pattern) {
    Subscription removed = session.subscribed().remove(pattern);
    if (removed != null && removed.share() != null) {
      String group = removed.group();
      Departure left = session.outbound().ofGroups().departure(group, false);
      broker.shares().leave(session, group, left, session.storedKey());
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
      storedThen(acknowledge);
    } else {
      acknowledge.run(); // nothing has changed that could be stored, however often it is said
    }
  }
}
