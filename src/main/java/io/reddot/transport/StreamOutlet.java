package io.reddot.transport;

import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.WireFormat;

/** An outlet on one client's endless HTTP response, in any format. Thread-safe. */
public final class StreamOutlet implements Outlet {
  private final ServletStream stream;
  private final WireFormat format;
  private final byte[] heartbeat;

  /**
   * @param heartbeat bytes that the client ignores; the caller must not change them later
   */
  public StreamOutlet(ServletStream stream, WireFormat format, byte[] heartbeat) {
    this.stream = stream;
    this.format = format;
    this.heartbeat = heartbeat;
  }

  @Override
  public WireFormat format() {
    return format;
  }

  @Override
  public void write(EnvelopeBatch batch, Written written) {
    stream.write(batch.in(format).bytes(), written);
  }

  @Override
  public void heartbeat(Written written) {
    stream.write(heartbeat, written);
  }

  @Override
  public void close(Goodbye goodbye) {
    stream.close();
  }
}
