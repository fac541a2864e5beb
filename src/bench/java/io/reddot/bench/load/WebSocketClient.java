package io.reddot.bench.load;

import java.io.IOException;

/** A WebSocket that listens and answers pings. For its reactor's thread. */
public class WebSocketClient extends Client implements WebSocketFrames.Listener {
  private final HttpHead head = new HttpHead();
  private final WebSocketFrames frames = new WebSocketFrames(this);
  private final Request request;
  private boolean upgraded;

  public WebSocketClient(Request request) {
    this.request =
        request.with(
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
  }

  @Override
  final void connected() throws IOException {
    send(request.bytes());
  }

  @Override
  final void read(byte[] bytes, int from, int to) throws IOException {
    int frame = from;
    if (!upgraded) {
      frame = head.read(bytes, from, to);
      if (frame < 0) {
        return;
      }
      if (head.status() != 101) {
        throw new IOException("refused with " + head.status());
      }
      upgraded = true;
      upgraded();
    }
    frames.read(bytes, frame, to);
  }

  /** The server speaks WebSocket now. */
  void upgraded() throws IOException {
    subscribed();
  }

  @Override
  public void text(byte[] bytes, int from, int to) {
    scan(bytes, from, to);
  }

  @Override
  public void endOfText() throws IOException {
    // stamps are found wherever they stand
  }

  @Override
  public final void ping(byte[] payload) throws IOException {
    send(WebSocketFrames.frame(WebSocketFrames.PONG, payload));
  }

  @Override
  public final void close(byte[] payload) throws IOException {
    int code = payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    throw new IOException("the server closed the WebSocket with " + code);
  }
}
