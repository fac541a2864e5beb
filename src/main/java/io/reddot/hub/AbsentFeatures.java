package io.reddot.hub;

import io.reddot.log.MessageLog;
import io.reddot.message.Message;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Stands in for features that the hub asks, as {@link io.reddot.access.AbsentFeatures} does for
 * those that access asks. Stateless.
 */
@ApplicationScoped
public class AbsentFeatures {
  /** Without an inbox nothing is unread. */
  @Produces
  @ApplicationScoped
  public static Inboxes inboxes(MessageLog log) {
    return new Inboxes() {
      @Override
      public Unread unread(Reader reader) {
        return new Unread(0, 0, log.head());
      }

      @Override
      public long readers(Message message) {
        return 0;
      }

      @Override
      public Optional<Instant> readAt(Message message, String user) {
        return Optional.empty();
      }
    };
  }

  /** Without an inbox no topic is for particular users. */
  @Produces
  @ApplicationScoped
  public static Recipients recipients() {
    return new NoRecipients();
  }

  /** Without the feature of retained messages, there are none. */
  @Produces
  @ApplicationScoped
  public static RetainedMessages retainedMessages() {
    return (filters, afterTopic, limit) -> List.of();
  }

  /** Without presence nothing is recorded. */
  @Produces
  @ApplicationScoped
  public static SessionLedger ledger() {
    return new NoLedger();
  }

  /** Without presence a node knows of no other. */
  @Produces
  @Singleton
  public static AllNodes nodes(Node node, SessionRegistry registry) {
    return new OnlyNode(node.name(), registry::sessions, InstantSource.system());
  }
}
