package io.reddot.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameChannelTest {
  private static final CloseReason BYE = new CloseReason(CloseCodes.GOING_AWAY, "so");
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Timer timer = new Timer("closing", Thread::new);
  private final List<String> sent = new ArrayList<>();
  private final List<SendHandler> handlers = new ArrayList<>();
  private final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();

  private final RemoteEndpoint.Async remote =
      proxy(
          RemoteEndpoint.Async.class,
          (proxy, method, arguments) -> {
            assertEquals("sendText", method.getName());
            sent.add((String) arguments[0]);
            handlers.add((SendHandler) arguments[1]);
            return null;
          });

  private final Session socket =
      proxy(
          Session.class,
          (proxy, method, arguments) -> {
            if (method.getName().equals("close")) {
              closed.add((CloseReason) arguments[0]);
              return null;
            }
            assertEquals("getAsyncRemote", method.getName());
            return remote;
          });

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @AfterEach
  void close() {
    timer.close();
  }

  private record Texts(List<String> texts) implements TextMessages {
    @Override
    public int count() {
      return texts.size();
    }

    @Override
    public String text(int index) {
      return texts.get(index);
    }

    @Override
    public ByteBuffer payload(int index) {
      return ByteBuffer.wrap(texts.get(index).getBytes(UTF_8));
    }

    @Override
    public byte[] frames() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      texts.forEach(text -> all.writeBytes(Frame.text(text.getBytes(UTF_8))));
      return all.toByteArray();
    }
  }

  private static final class Told implements Completion {
    int done;
    final List<Throwable> failures = new ArrayList<>();

    @Override
    public void done() {
      done++;
    }

    @Override
    public void failed(Throwable cause) {
      failures.add(cause);
    }
  }

  @Test
  void isDoneOnceTheServerHasSentAllTexts() {
    Told told = new Told();
    new StandardFrameChannel(socket).write(new Texts(List.of("a", "b")), told);
    assertEquals(List.of("a", "b"), sent);
    handlers.get(0).onResult(new SendResult());
    assertEquals(0, told.done);
    handlers.get(1).onResult(new SendResult());
    assertEquals(1, told.done);
    assertEquals(List.of(), told.failures);
  }

  @Test
  void failsOnceHoweverManyTextsFail() {
    Told told = new Told();
    IllegalStateException gone = new IllegalStateException("gone");
    new StandardFrameChannel(socket).write(new Texts(List.of("a", "b")), told);
    handlers.forEach(handler -> handler.onResult(new SendResult(gone)));
    assertEquals(0, told.done);
    assertEquals(List.of(gone), told.failures);
  }

  @Test
  void leavesTheClosingHandshakeToTheServer() {
    new StandardFrameChannel(socket).close(BYE);
    assertEquals(BYE, closed.poll());
  }

  private final TyrusRemote.Taken taken = new TyrusRemote.Taken();

  private TyrusFrameChannel tyrus() {
    return new TyrusFrameChannel(socket, TyrusWriter.under(new TyrusRemote.Async(taken)), timer);
  }

  @Test
  void writesTheFramesOfAllTextsToTyrusAtOnce() {
    Told told = new Told();
    Texts texts = new Texts(List.of("a", "b"));
    tyrus().write(texts, told);
    assertEquals(List.of(ByteBuffer.wrap(texts.frames())), taken.frames);
    assertEquals(1, told.done);
  }

  @Test
  void hangsUpOnAClientThatDoesNotAnswerTheCloseFrame() throws Exception {
    TyrusFrameChannel channel = tyrus();
    channel.close(BYE);
    channel.close(BYE);
    assertEquals(List.of(ByteBuffer.wrap(Frame.close(BYE))), taken.frames);
    assertNull(closed.poll());
    assertEquals(BYE, closed.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void leavesTheConnectionToTyrusOnceTheClientHasAnswered() {
    TyrusFrameChannel channel = tyrus();
    channel.close(BYE);
    channel.closed();
    assertTrue(timer.close(LONG), "nothing is left to be done");
    assertNull(closed.poll());
    Told told = new Told();
    channel.ping(told);
    assertEquals(1, told.failures.size());
  }
}
