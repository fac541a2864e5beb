package io.reddot.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;

/**
 * CometD over WebSocket: messages come whenever they like, beside the answers to what was said. For
 * its reactor's thread.
 */
public final class BayeuxWebSocketClient extends WebSocketClient {
  /** Stands in every answer, and in no message. Its first letter comes only once. */
  private static final byte[] ANSWER = "meta/".getBytes(ISO_8859_1);

  private final Bayeux bayeux = new Bayeux("websocket");
  private int matched;
  private boolean answered;

  public BayeuxWebSocketClient(Request request) {
    super(request);
  }

  @Override
  void upgraded() throws IOException {
    say(bayeux.handshake());
  }

  @Override
  public void text(byte[] bytes, int from, int to) {
    bayeux.read(bytes, from, to);
    for (int i = from; i < to && !answered; i++) {
      matched = bytes[i] == ANSWER[matched] ? matched + 1 : bytes[i] == ANSWER[0] ? 1 : 0;
      if (matched == ANSWER.length) {
        answered = true;
        matched = 0;
      }
    }
    scan(bytes, from, to);
  }

  @Override
  public void endOfText() throws IOException {
    if (answered) {
      answered = false;
      say(bayeux.next());
      if (bayeux.subscribed()) {
        subscribed();
      }
    }
  }

  private void say(String text) throws IOException {
    send(WebSocketFrames.frame(WebSocketFrames.TEXT, text.getBytes(ISO_8859_1)));
  }
}
