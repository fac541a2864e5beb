package io.reddot.transport.websocket;

import io.reddot.session.Batch;
import io.reddot.session.WireFormat;
import io.reddot.transport.ClosingHandshake;
import io.reddot.transport.Frame;
import io.reddot.transport.TyrusWriter;
import jakarta.websocket.Session;

/**
 * Hands frames that were made once for everybody to the writer under a session of Tyrus (Payara's
 * WebSockets).
 *
 * <p>Tyrus makes a frame of a text anew for each client, through a charset of its own and several
 * copies: ten times the garbage, and a sixth more CPU even for small messages. Its own broadcast
 * takes frames that are made already, but does not tell when they are written. Thread-safe.
 */
final class TyrusOutlet extends WebSocketOutlet {
  private final WireFormat format;
  private final TyrusWriter writer;

  TyrusOutlet(Session socket, ClosingHandshake closing, Frames frames, TyrusWriter writer) {
    super(socket, closing, frames);
    this.format = frames.format();
    this.writer = writer;
  }

  @Override
  TyrusWriter writer() {
    return writer;
  }

  @Override
  public WireFormat format() {
    return format;
  }

  @Override
  public void write(Batch batch, Written written) {
    writer.write(batch.in(format).bytes(), written);
  }

  @Override
  public void heartbeat(Written written) {
    writer.write(Frame.ping(), written);
  }
}
