package io.reddot.transport.websocket;

import io.reddot.container.FrameChannel;
import io.reddot.container.TextMessages;
import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.WireFormat;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;

/** An outlet on one client's WebSocket, with envelopes in text frames. Thread-safe. */
final class WebSocketOutlet implements Outlet {
  private final FrameChannel channel;
  private final WireFormat format;

  WebSocketOutlet(FrameChannel channel, Frames frames) {
    this.channel = channel;
    this.format = frames.format();
  }

  @Override
  public WireFormat format() {
    return format;
  }

  @Override
  public void write(EnvelopeBatch batch, Written written) {
    channel.write((TextMessages) batch.in(format), written);
  }

  @Override
  public void heartbeat(Written written) {
    channel.ping(written);
  }

  @Override
  public boolean answersHeartbeats() {
    return true; // every WebSocket client answers a ping with a pong (RFC 6455, section 5.5.2)
  }

  @Override
  public void close(Goodbye goodbye) {
    channel.close(new CloseReason(CloseCodes.getCloseCode(goodbye.code()), goodbye.reason()));
  }
}
