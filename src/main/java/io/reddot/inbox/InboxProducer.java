package io.reddot.inbox;

import io.reddot.hub.Inboxes;
import io.reddot.log.MessageLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/** Offers the inboxes to the hub and to receipts. Stateless. */
@ApplicationScoped
public class InboxProducer {

  @Produces
  @ApplicationScoped
  static Inboxes inboxes(MessageLog log) {
    return new InboxStore(log);
  }
}
