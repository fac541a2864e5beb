package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.reddot.access.Caller;
import io.reddot.message.CallerLog;
import io.reddot.message.Problem;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Handles AUTH of one MQTT 5 client (section 4.12.1), which replaces the session's token with the
 * one in the authentication data. There is no challenge, so the server's first AUTH completes the
 * exchange. Confined to its line.
 */
final class Reauthentication {
  private static final System.Logger LOGGER = System.getLogger(Reauthentication.class.getName());
  private static final int RE_AUTHENTICATE = 0x19;

  private final Login login;
  private final MqttConnection connection;
  private final MqttSession session;

  /** Whether a token is being checked; meanwhile the session keeps its present rights. */
  private boolean busy;

  Reauthentication(Login login, MqttConnection connection, MqttSession session) {
    this.login = login;
    this.connection = connection;
    this.session = session;
  }

  /**
   * @throws Refusal if the packet violates the standard
   */
  void take(MqttMessage auth) {
    String method = session.client().method();
    if (method == null) {
      throw Refusal.protocolError(
          "AUTH is only allowed if CONNECT named an authentication method."); // MQTT-4.12.0-7
    }
    if (!(auth.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader said)
        || said.reasonCode() != RE_AUTHENTICATE) {
      throw Refusal.protocolError(
          "A client may send AUTH only to re-authenticate, with reason code 0x19."); // 3.15.2.1
    }
    String named = Connect.method(said.properties());
    if (named == null) {
      throw Refusal.protocolError("An AUTH needs an authentication method."); // 3.15.2.2.2
    }
    if (!named.equals(method)) { // MQTT-4.12.1-1; DISCONNECT has no 0x8c (section 3.14.2.1)
      throw Refusal.protocolError("The authentication method must be the same as in CONNECT.");
    }
    String credential = Connect.data(said.properties());
    if (credential == null) {
      throw new Refusal(
          Reason.NOT_AUTHORIZED, "An AUTH needs a token or a ticket as authentication data.");
    }
    if (busy) {
      throw Refusal.protocolError("The previous AUTH is still being processed.");
    }
    busy = true;
    CompletableFuture<Caller> unused =
        login
            .again(connection.line(), credential)
            .whenCompleteAsync(this::known, connection.line());
  }

  private void known(@Nullable Caller caller, @Nullable Throwable failure) {
    busy = false;
    if (connection.ended()) {
      return;
    }
    if (caller == null) {
      connection.refuse(refusal(failure)); // MQTT-4.12.1-2
      return;
    }
    try {
      List<String> lost = session.renew(caller);
      List<UserProperty> said = new ArrayList<>();
      said.add(new UserProperty("expiresAt", caller.expiresAt().toString()));
      lost.forEach(pattern -> said.add(new UserProperty("unsubscribed", pattern)));
      connection.line().send(session.packets().authenticated(said));
    } catch (Problem problem) {
      connection.refuse(refusal(problem));
    }
  }

  private static Refusal refusal(@Nullable Throwable failure) {
    if (failure != null && Problem.cause(failure) instanceof Problem problem) {
      if (problem.status() == 429) {
        return new Refusal(Reason.of(problem), problem.detail());
      }
      boolean ours = problem.status() >= 500;
      return new Refusal(ours ? Reason.UNSPECIFIED : Reason.NOT_AUTHORIZED, problem.detail());
    }
    CallerLog.SHARED.log(LOGGER, Level.ERROR, "could not check a token", "of an AUTH", "", failure);
    return new Refusal(
        Reason.UNSPECIFIED, "Something went wrong on the server; it has been logged.");
  }
}
