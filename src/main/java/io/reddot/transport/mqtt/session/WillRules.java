package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.reddot.access.Caller;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.publish.Admitted;
import io.reddot.publish.Publisher;
import io.reddot.publish.Way;
import io.reddot.transport.mqtt.packet.Drafting;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.transport.mqtt.packet.Will;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the will of a CONNECT and decides whether it is accepted. Thread-safe. */
final class WillRules {
  private final Drafting drafting;
  private final Publisher publisher;
  private final int payloadBytes;
  private final int willBytes;

  /**
   * @param payloadBytes the largest payload
   * @param willBytes the largest will, with payload, topic and properties
   */
  WillRules(Drafting drafting, Publisher publisher, int payloadBytes, int willBytes) {
    this.drafting = drafting;
    this.publisher = publisher.by(Way.WILL);
    this.payloadBytes = payloadBytes;
    this.willBytes = willBytes;
  }

  /**
   * Returns the will; null: there is none.
   *
   * @param session the key of the session
   * @throws Refusal if the caller may not publish it
   */
  @Nullable Will read(MqttConnectMessage packet, String session, Caller caller) {
    try {
      Will will = drafting.will(packet, session, caller.user(), payloadBytes);
      if (will == null) {
        return null;
      }
      if (will.draft().size() > willBytes) {
        throw Problem.tooLarge(
            "It may have at most %,d bytes, with its topic and properties.".formatted(willBytes));
      }
      // Storing a will counts as publishing. Grants and rate are checked again when it is due, but
      // the client can be told only now.
      Admitted unused = publisher.admit(caller, List.of(Submission.now(will.draft())));
      return will;
    } catch (Problem problem) {
      throw new Refusal(Reason.of(problem), "The will is refused. " + problem.detail());
    }
  }
}
