package io.reddot.transport.websocket;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.junit.jupiter.api.Test;

class TyrusOutletTest {
  private static final class Silent extends Writer {
    @Override
    public void write(ByteBuffer buffer, CompletionHandler<ByteBuffer> handler) {}

    @Override
    public void close() {}
  }

  private record Handler(Object writer) {}

  private record Socket(Object protocolHandler) {}

  private static class Remote {
    private final Object webSocket;

    Remote(Object writer) {
      this.webSocket = new Socket(new Handler(writer));
    }
  }

  private static final class Async extends Remote {
    Async(Object writer) {
      super(writer);
    }
  }

  @Test
  void findsTheWriter() {
    Writer writer = new Silent();
    assertSame(writer, TyrusOutlet.writer(new Async(writer)));
  }

  @Test
  void doesWithoutWhereTyrusIsAnother() {
    assertNull(TyrusOutlet.writer("no such field"));
    assertNull(TyrusOutlet.writer(new Async("no writer")));
    assertNull(TyrusOutlet.writer(new Async(null)));
  }
}
