package io.reddot.hub;

import io.reddot.message.Message;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Knows of no recipients. Stateless. */
public class NoRecipients implements Recipients {
  @Override
  public Standing standing(Message message, String user) {
    return Standing.OPEN;
  }

  @Override
  public State state(Message message, String user) {
    return State.ABSENT;
  }

  @Override
  public OptionalLong members(Message message) {
    return OptionalLong.empty();
  }

  @Override
  public long members(String group) {
    return 0;
  }

  @Override
  public List<String> members(String group, int limit) {
    return List.of();
  }

  @Override
  public boolean knowsGroup(String group) {
    return false;
  }

  @Override
  public List<String> readers(Message message, String after, int limit) {
    return List.of();
  }

  @Override
  public Map<String, Instant> readAt(Message message, Collection<String> users) {
    return Map.of();
  }
}
