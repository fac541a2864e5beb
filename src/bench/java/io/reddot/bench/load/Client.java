package io.reddot.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection to the server under load, and what came over it. What it says and how it reads is
 * the subclass's.
 *
 * <p>Belongs to its reactor's thread.
 */
public abstract class Client implements StampScanner.Listener {
  private final Reception reception = new Reception();
  private final StampScanner scanner = new StampScanner(this);
  private Reactor reactor;
  private SelectionKey key;
  private boolean subscribed;

  final void belongsTo(Reactor owner, SelectionKey selected) {
    reactor = owner;
    key = selected;
  }

  /** The connection is there: the client speaks first. */
  abstract void connected() throws IOException;

  abstract void read(byte[] bytes, int from, int to) throws IOException;

  final void send(byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    ((SocketChannel) key.channel()).write(rest);
    if (rest.hasRemaining()) {
      // What clients say is short and answered; only a server that reads nothing lets it pile up.
      throw new IOException("the server does not read");
    }
  }

  /** {@link #connected} is called again. */
  final void reconnect() throws IOException {
    key.channel().close();
    reactor.connect(this);
  }

  /** From here on, what is published should arrive. */
  final void subscribed() {
    if (!subscribed) {
      subscribed = true;
      reactor.opened();
    }
  }

  final boolean isSubscribed() {
    return subscribed;
  }

  /** Looks for messages. */
  final void scan(byte[] bytes, int from, int to) {
    scanner.scan(bytes, from, to);
  }

  @Override
  public final void arrived(long sequence, long nanos) {
    reception.arrived(sequence);
    reactor.arrived(nanos);
  }

  final Reception reception() {
    return reception;
  }

  /** Reads nothing any more, and leaves the connection as it is. */
  final void stall() {
    key.interestOps(0);
  }
}
