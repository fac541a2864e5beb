package io.reddot.transport.mqtt.session;

import io.reddot.access.Caller;
import io.reddot.log.MessageLog;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.Will;
import org.jspecify.annotations.Nullable;

/** Creates the sessions of connected clients. Thread-safe. */
final class Sessions {
  private final SessionServices services;
  private final PublishServices publishing;
  private final MessageLog log;
  private final SubscriptionRules rules;
  private final RetainedSource retained;
  private final Login login;

  Sessions(
      SessionServices services,
      PublishServices publishing,
      MessageLog log,
      SubscriptionRules rules,
      RetainedSource retained,
      Login login) {
    this.services = services;
    this.publishing = publishing;
    this.log = log;
    this.rules = rules;
    this.retained = retained;
    this.login = login;
  }

  SessionPackets create(
      MqttConnection connection,
      Connect client,
      Caller caller,
      DurableSession durable,
      ClientSubscriptions subscriptions,
      Will.@Nullable Held will) {
    MqttSession session =
        new MqttSession(services, connection, client, caller, durable, subscriptions, will);
    Line line = connection.line();
    Inbound inbound =
        new Inbound(
            client,
            session::caller,
            subscriptions.key(),
            line,
            durable,
            publishing,
            connection::lost,
            connection::refuse);
    GroupJoining groups = new GroupJoining(session, services.shares(), line);
    Subscribing subscribing =
        new Subscribing(session, line, log, services.registry(), rules, groups, retained);
    return new SessionPackets(
        connection,
        session,
        inbound,
        subscribing,
        groups,
        new Reauthentication(login, connection, session));
  }
}
