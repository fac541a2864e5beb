package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.access.Revocations;
import io.reddot.message.LoggedEvent;
import io.reddot.message.SystemEvent.TokenRevoked;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Revocations of token ids, as the log tells them or a test names them. */
final class NamedRevocations implements Revocations {
  final Set<String> ids = new HashSet<>();

  /** Done once, in the middle of whoever asks next, after it was answered. */
  Runnable afterNextLook = () -> {};

  @Override
  public void load() {}

  @Override
  public boolean revoked(Caller caller) {
    String id = caller.validity().tokenId();
    boolean revoked = id != null && ids.contains(id);
    Runnable then = afterNextLook;
    afterNextLook = () -> {};
    then.run();
    return revoked;
  }

  @Override
  public void follow(List<LoggedEvent> events) {
    for (LoggedEvent logged : events) {
      if (logged.event() instanceof TokenRevoked revoked) {
        ids.add(revoked.tokenId());
      }
    }
  }
}
