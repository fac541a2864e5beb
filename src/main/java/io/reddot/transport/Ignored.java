package io.reddot.transport;

import io.reddot.session.Outlet.Written;

/** Nobody waits for this write; that the connection is gone is heard elsewhere. Stateless. */
public enum Ignored implements Written {
  INSTANCE;

  @Override
  public void done() {}

  @Override
  public void progressed() {}

  @Override
  public void failed(Throwable cause) {}
}
