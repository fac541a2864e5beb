package io.reddot.transport.mqtt.session;

import io.reddot.access.Caller;
import io.reddot.hub.SessionRegistry;
import io.reddot.log.MessageLog;
import io.reddot.publish.Publisher;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.Drafting;
import io.reddot.transport.mqtt.packet.Will;
import io.reddot.transport.mqtt.share.Shares;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Creates the sessions of connected clients. Thread-safe. */
final class Sessions {
  private final SessionRegistry registry;
  private final Publisher publisher;
  private final MessageLog log;
  private final MqttSettings settings;
  private final SubscriptionRules rules;
  private final Login login;
  private final Shares shares;
  private final Wills wills;
  private final Drafting drafting;
  private final InstantSource clock;
  private final RetainedSource retained;

  Sessions(
      SessionRegistry registry,
      Publisher publisher,
      MessageLog log,
      MqttSettings settings,
      SubscriptionRules rules,
      Login login,
      Shares shares,
      Wills wills,
      Drafting drafting,
      InstantSource clock,
      RetainedSource retained) {
    this.registry = registry;
    this.publisher = publisher;
    this.log = log;
    this.settings = settings;
    this.rules = rules;
    this.login = login;
    this.shares = shares;
    this.wills = wills;
    this.drafting = drafting;
    this.clock = clock;
    this.retained = retained;
  }

  SessionPackets create(
      MqttConnection connection,
      Connect client,
      Caller caller,
      DurableSession durable,
      ClientSubscriptions subscriptions,
      Will.@Nullable Held will) {
    MqttSession session =
        new MqttSession(
            registry,
            shares,
            wills,
            settings,
            clock,
            connection,
            client,
            caller,
            durable,
            subscriptions,
            will);
    Line line = connection.line();
    Inbound inbound =
        new Inbound(
            client,
            session::caller,
            subscriptions.key(),
            line,
            durable,
            publisher,
            drafting,
            settings,
            connection::lost,
            connection::refuse);
    GroupJoining groups = new GroupJoining(session, shares, line);
    Subscribing subscribing =
        new Subscribing(session, line, log, registry, rules, groups, retained);
    return new SessionPackets(
        connection,
        session,
        inbound,
        subscribing,
        groups,
        new Reauthentication(login, connection, session));
  }
}
