package io.reddot.container;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

/** What Tyrus has under a remote endpoint, by the names that it has there. */
final class TyrusRemote {
  private TyrusRemote() {}

  static final class Taken extends Writer {
    final List<ByteBuffer> frames = new ArrayList<>();
    final List<Runnable> untold = new ArrayList<>();
    boolean slow;
    int closed;

    @Override
    public void write(ByteBuffer buffer, CompletionHandler<ByteBuffer> handler) {
      frames.add(buffer);
      Runnable tell = () -> handler.completed(buffer);
      if (slow) {
        untold.add(tell);
      } else {
        tell.run();
      }
    }

    @Override
    public void close() {
      closed++;
    }
  }

  /** As Tyrus's ProtocolHandler. */
  public static final class Handler {
    private Object writer;

    Handler(Object writer) {
      this.writer = writer;
    }

    public void setWriter(Writer writer) {
      this.writer = writer;
    }
  }

  private record Socket(Handler protocolHandler) {}

  static class Remote {
    private final Socket webSocket;

    Remote(Object writer) {
      this.webSocket = new Socket(new Handler(writer));
    }

    /** What Tyrus itself writes to. */
    Writer ofTyrus() {
      return (Writer) webSocket.protocolHandler.writer;
    }
  }

  static final class Async extends Remote {
    Async(Object writer) {
      super(writer);
    }
  }
}
