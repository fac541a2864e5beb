package io.reddot.retained;

import io.reddot.hub.RetainedMessages;
import io.reddot.log.MessageLog;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.interceptor.Interceptor;
import java.time.InstantSource;

/** Offers the retained messages to the transports. Stateless. */
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
@ApplicationScoped
public class RetainedProducer {

  @Produces
  @ApplicationScoped
  static RetainedMessages messages(MessageLog log) {
    return new RetainedReader(log, InstantSource.system());
  }
}
