package io.reddot.hub;

import io.reddot.message.TopicFilter;
import io.reddot.session.Identity;
import io.reddot.session.Session;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;

/** Records nothing. Stateless. */
public class NoLedger implements SessionLedger {
  @Override
  public void start(Supplier<? extends Collection<Session>> sessions) {}

  @Override
  public void ended(Session session) {}

  @Override
  public void polled(Identity by, Map<TopicFilter, Long> filters, long after, long through) {}

  @Override
  public boolean over(String session) {
    return false;
  }

  @Override
  public boolean connected(String session) {
    return false;
  }

  @Override
  public void close() {}
}
