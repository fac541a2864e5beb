package io.reddot.access;

import io.reddot.message.LoggedEvent;
import java.util.List;

/** Revokes every token, or none, as a test has it. For one thread. */
public final class SwitchedRevocations implements Revocations {
  private boolean revoked;

  /** Says whether every token is revoked from now on, or none; none at first. */
  public void revokeAll(boolean revoked) {
    this.revoked = revoked;
  }

  @Override
  public void load() {}

  @Override
  public boolean revoked(Caller caller) {
    return revoked;
  }

  @Override
  public void follow(List<LoggedEvent> events) {}
}
