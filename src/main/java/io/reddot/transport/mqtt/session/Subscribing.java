package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.reddot.access.Caller;
import io.reddot.hub.SessionRegistry;
import io.reddot.log.MessageLog;
import io.reddot.message.CallerLog;
import io.reddot.message.Cursor;
import io.reddot.message.JsonText;
import io.reddot.message.LogFields;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import io.reddot.transport.Handshake;
import io.reddot.transport.mqtt.packet.PublishProperties;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Handles SUBSCRIBE of one client. Confined to its line. */
final class Subscribing {
  private static final System.Logger LOGGER = System.getLogger(Subscribing.class.getName());

  /** The only failure code of MQTT 3.1.1 (section 3.9.3). */
  private static final int FAILED_3 = 0x80;

  private static final int MAX_IDENTIFIER = 268_435_455;

  private final MqttSession session;
  private final Line line;
  private final MessageLog log;
  private final SessionRegistry registry;
  private final SubscriptionRules rules;
  private final GroupJoining groups;
  private final RetainedSource retained;

  Subscribing(
      MqttSession session,
      Line line,
      MessageLog log,
      SessionRegistry registry,
      SubscriptionRules rules,
      GroupJoining groups,
      RetainedSource retained) {
    this.session = session;
    this.line = line;
    this.log = log;
    this.registry = registry;
    this.rules = rules;
    this.groups = groups;
    this.retained = retained;
  }

  void subscribe(MqttSubscribeMessage packet) {
    List<MqttTopicSubscription> asked = packet.payload().topicSubscriptions();
    if (asked.isEmpty()) {
      throw Refusal.protocolError("A SUBSCRIBE must have at least one topic filter."); // 3.8.3-2
    }
    MqttProperties said = packet.idAndPropertiesVariableHeader().properties();
    int id = identifier(said);
    int packetId = packet.variableHeader().messageId();
    String after = PublishProperties.user(said, "after");
    StartAfter start;
    boolean conflate;
    try {
      start = after == null ? StartAfter.LATEST : StartAfter.parse(after);
      conflate = Handshake.conflates(PublishProperties.user(said, "conflate"));
      rules.countRead(session.caller());
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
      subscribe(one, id, conflate, all);
    }
    // SUBACK waits for the groups, so that they get every message that is published after it.
    @Nullable CompletionStage<Void> begun =
        groups.join(all.added(), (added, problem) -> undo(all, added, problem));
    if (start.edge() == StartAfter.Edge.LATEST || all.added().isEmpty()) {
      Cursor cursor = subscribeLive(all.subscriptions());
      acknowledge(packetId, all, cursor, true, null, begun);
    } else {
      replay(packetId, all, start, begun);
    }
  }

  /** Undoes a subscription, and restores the one that it replaced. */
  private void undo(SubscribeResult all, SubscribeResult.Added added, Problem problem) {
    Subscription before = added.before();
    if (before == null) {
      session.unsubscribing().remove(added.one().pattern());
    } else {
      session.subscriptions().put(before);
      if (before.share() == null) {
        session.joined().conflate(before.filter(), before.conflate());
      }
    }
    all.undone(added, refused(added.one().pattern(), problem, Reason.QUOTA_EXCEEDED), problem);
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
      throw Refusal.protocolError(
          "A SUBSCRIBE may have only one subscription identifier, which must not be 0.");
    }
    return id;
  }

  private void subscribe(
      MqttTopicSubscription asked, int id, boolean conflate, SubscribeResult all) {
    MqttSubscriptionOption option = asked.option();
    String pattern = asked.topicFilter();
    Subscription known = session.subscriptions().get(pattern);
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
              .of(caller)
              .conflating(conflate);
    } catch (Problem problem) {
      all.refused(refused(pattern, problem, Reason.TOPIC_FILTER_INVALID, all));
      return;
    }
    if (rules.refuses(one.filter())) {
      all.refused(
          refused(pattern, SubscriptionRules.refusedByTheServer(), Reason.UNSPECIFIED, all));
      return;
    }
    if (one.share() != null && one.noLocal()) {
      throw Refusal.protocolError(
          "A shared subscription must not have the 'no local' option."); // MQTT-3.8.3-4
    }
    boolean wanted = one.share() == null && wanted(option.retainHandling(), known == null);
    boolean other = known != null && !known.group().equals(one.group());
    try {
      rules.check(caller, filters(caller, one));
      if (wanted || (one.share() != null && (known == null || other))) {
        rules.countRead(caller); // it reads retained messages, or the group's backlog
      }
    } catch (Problem problem) {
      Reason reason = problem.status() == 403 ? Reason.NOT_AUTHORIZED : Reason.QUOTA_EXCEEDED;
      all.refused(refused(pattern, problem, reason, all));
      return;
    }
    if (other) {
      // Whether the token names the group as common to all users has changed.
      session.unsubscribing().remove(pattern);
    }
    session.subscriptions().put(one);
    // A pattern that occurs twice in the packet is one subscription.
    boolean already = all.retained().stream().anyMatch(each -> each.pattern().equals(pattern));
    all.added(
        one, other ? null : known, wanted && !already ? retained.sender(session, pattern) : null);
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
        "to " + JsonText.quote(Problem.excerpt(String.valueOf(pattern))) + ": " + problem.detail(),
        LogFields.user(session.caller().user()),
        null);
    return session.client().version5() ? reason.code() & 0xff : FAILED_3;
  }

  /**
   * Returns the filters that the session would have with this one. Filters that the caller may no
   * longer read, for example those of a group that it was removed from, do not count.
   */
  private List<TopicFilter> filters(Caller caller, Subscription one) {
    List<TopicFilter> all = new ArrayList<>(session.subscriptions().filters());
    session.subscriptions().all().stream()
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

  /** Subscribes to messages that are published from now on. Returns the cursor where they begin. */
  private Cursor subscribeLive(List<Subscription> added) {
    Cursor from = log.cursor(session.outbound().sent());
    for (Subscription one : added) {
      if (one.share() == null) {
        Cursor live = registry.subscribe(session.joined(), one.filter());
        session.joined().conflate(one.filter(), one.conflate());
        // Includes messages that are committed, even if fan-out has not reached them yet.
        from = live.at(Math.max(live.position(), log.head()));
        if (one.since() == 0) {
          session.subscriptions().put(one.since(from.position()));
        }
      }
    }
    return from;
  }

  /**
   * Subscribes from an earlier position: the session restarts there, and only the new subscriptions
   * get earlier messages.
   */
  private void replay(
      int packetId, SubscribeResult all, StartAfter start, @Nullable CompletionStage<Void> begun) {
    List<Subscription> added = all.subscriptions();
    long horizon = session.outbound().horizon();
    Cursor cursor = start.cursor();
    boolean ours = cursor != null && cursor.log().equals(log.name());
    long position = ours && cursor != null ? cursor.position() : 0;
    session.subscriptions().since(horizon);
    for (Subscription one : added) {
      if (one.share() == null) {
        // Other subscriptions have got these messages already; this one has not.
        session
            .subscriptions()
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
                    position,
                    one.conflate()));
      }
    }
    // Restarting ahead of the session would leave a gap for other subscriptions.
    boolean ahead =
        ours && position > horizon && session.subscriptions().all().size() > added.size();
    StartAfter from = ahead ? StartAfter.cursor(log.cursor(horizon)) : start;
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
                begun));
  }

  /**
   * Acknowledges subscriptions once they are stored.
   *
   * @param position the position where the session restarts; null: it does not restart
   */
  private void acknowledge(
      int packetId,
      SubscribeResult all,
      @Nullable Cursor cursor,
      boolean recovered,
      @Nullable Long position,
      @Nullable CompletionStage<Void> begun) {
    Runnable answer = () -> answer(packetId, all, cursor, recovered);
    Runnable store =
        () ->
            session.storeSubscriptions(
                position, !all.added().isEmpty(), answer, full -> undo(all, full, answer));
    if (begun == null) {
      store.run();
      return;
    }
    CompletionStage<Void> unused =
        begun.whenCompleteAsync(
            (there, failure) -> {
              if (failure == null) {
                store.run();
              } else {
                session.lost();
              }
            },
            line);
  }

  /** Undoes all subscriptions of a packet: they exceed the user's quota. */
  private void undo(SubscribeResult all, Problem full, Runnable answer) {
    all.added().forEach(one -> undo(all, one, full));
    session.storeSubscriptions(null, false, answer, unused -> session.lost());
  }

  private void answer(
      int packetId, SubscribeResult all, @Nullable Cursor cursor, boolean recovered) {
    MqttProperties said = new MqttProperties();
    if (cursor != null) {
      said.add(new UserProperty("cursor", cursor.toString()));
    }
    said.add(new UserProperty("recovered", Boolean.toString(recovered)));
    if (all.subscriptions().stream().anyMatch(Subscription::conflate)) {
      said.add(new UserProperty("conflate", "true"));
    }
    String because = all.because();
    if (because != null) {
      said.add(new StringProperty(MqttProperties.REASON_STRING, because));
    }
    line.send(session.packets().subAck(packetId, all.codes(), said));
    all.retained()
        .forEach(RetainedSender::begin); // does nothing for subscriptions that were undone
  }
}
