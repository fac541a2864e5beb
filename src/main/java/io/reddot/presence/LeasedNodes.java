package io.reddot.presence;

import io.reddot.hub.AllNodes;
import io.reddot.message.Topic;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes that have a lease, and their sessions, as {@link Presence} knows them. Thread-safe. */
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
@ApplicationScoped
public class LeasedNodes implements AllNodes {
  @Inject private StoredLedger stored;

  @Override
  public List<State> states() {
    return stored.presence().states();
  }

  @Override
  public int count() {
    return stored.presence().count();
  }

  @Override
  public Map<Topic, Set<String>> online(Collection<Topic> topics) {
    return stored.presence().online(topics);
  }
}
