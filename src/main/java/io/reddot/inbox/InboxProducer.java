package io.reddot.inbox;

import io.reddot.hub.Inboxes;
import io.reddot.hub.Recipients;
import io.reddot.log.MessageLog;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.interceptor.Interceptor;

/** Offers the inboxes, and what is known of their owners, to the hub and to receipts. Stateless. */
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
@ApplicationScoped
public class InboxProducer {

  @Produces
  @ApplicationScoped
  static Inboxes inboxes(MessageLog log) {
    return new InboxStore(log);
  }

  @Produces
  @ApplicationScoped
  static Recipients recipients(MessageLog log) {
    return new StoredRecipients(log);
  }
}
