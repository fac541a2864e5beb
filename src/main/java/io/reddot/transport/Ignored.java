package io.reddot.transport;

import io.reddot.session.Outlet.Written;

/** Ignores the result of a write; a lost connection is reported elsewhere. Stateless. */
public enum Ignored implements Written {
  INSTANCE;

  @Override
  public void done() {}

  @Override
  public void progressed() {}

  @Override
  public void failed(Throwable cause) {}
}
