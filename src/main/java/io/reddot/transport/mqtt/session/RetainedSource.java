package io.reddot.transport.mqtt.session;

import io.reddot.hub.RetainedMessages;
import java.util.concurrent.Executor;

/**
 * Where senders of retained messages read them. Thread-safe.
 *
 * @param readers threads that may read the log
 */
record RetainedSource(RetainedMessages messages, Executor readers) {
  RetainedSender sender(MqttSession session, String pattern) {
    return new RetainedSender(messages, readers, session, pattern);
  }
}
