package io.reddot.web;

import io.reddot.container.Pipelined;
import io.reddot.web.Deadlines.Deadline;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Holds a request until its answer is made, then sends the answer. The timeout is a deadline of the
 * {@link Exchange}, and ends with {@link #complete}. Sending has a deadline of its own.
 * Thread-safe.
 */
final class HeldAnswer implements AsyncContext, AsyncListener, Deadline {
  private static final System.Logger LOGGER = System.getLogger(HeldAnswer.class.getName());

  private final AsyncContext real;
  private final Answer answer;
  private final Exchange exchange;
  private final List<AsyncListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean completed = new AtomicBoolean();
  private final AtomicBoolean timedOut = new AtomicBoolean();

  /** In milliseconds; 0 if there is none. */
  private volatile long timeout;

  /** A value of {@link System#nanoTime}; meaningless while there is no timeout. */
  private volatile long end;

  /** Whether the request was completed or dispatched. */
  private volatile boolean over;

  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile @Nullable Sending sending;

  HeldAnswer(AsyncContext real, Answer answer) {
    this.real = real;
    this.answer = answer;
    this.exchange = answer.exchange();
  }

  boolean isOver() {
    return over;
  }

  boolean isSending() {
    return sending != null;
  }

  /** Sends the answer, whose body is complete; {@link #complete} follows. */
  void flush() {
    send();
  }

  /** Starts to send the answer, without waiting until it is sent. */
  @Override
  public void complete() {
    if (!completed.compareAndSet(false, true)) {
      throw new IllegalStateException("the request is completed already");
    }
    if (!over) {
      send();
    }
  }

  /** Starts to send, once. Ends the sending if the answer was completed meanwhile. */
  private void send() {
    if (begun.compareAndSet(false, true)) {
      begin();
    }
    Sending known = sending;
    if (known != null && completed.get()) {
      known.end();
    }
  }

  private void begin() {
    try {
      Sending begins = Sending.of(answer, completed.get(), this::giveBack);
      sending = begins;
      begins.start();
      if (!begins.isOver()) {
        exchange.watch(this);
      }
      if (over || begins.isOver()) { // it ended meanwhile
        exchange.forget(this);
      }
    } catch (IOException | RuntimeException e) {
      LOGGER.log(Level.DEBUG, "a client disconnected before it was answered", e);
      Sending known = sending;
      if (known != null) {
        known.leave();
      } else {
        Pipelined.complete(this::giveBack);
      }
    }
  }

  private void giveBack() {
    exchange.forget(this);
    try {
      real.complete();
    } catch (IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "the container ended a request before it was answered", e);
    }
  }

  @Override
  public void tick(long now) {
    Sending known = sending;
    if (known != null) {
      known.tick(now);
    } else if (timeout > 0 && now - end >= 0 && timedOut.compareAndSet(false, true)) {
      timeOut();
    }
  }

  /** Notifies the holder of the request, which then answers it. */
  private void timeOut() {
    AsyncEvent event = new AsyncEvent(this);
    for (AsyncListener listener : listeners) {
      try {
        listener.onTimeout(event);
      } catch (IOException e) {
        LOGGER.log(Level.DEBUG, "a client disconnected before it was answered", e);
      }
    }
    if (listeners.isEmpty()) {
      complete();
    }
  }

  @Override
  public void setTimeout(long millis) {
    timeout = millis;
    if (millis > 0) {
      end = System.nanoTime() + millis * 1_000_000;
      exchange.watch(this);
    }
  }

  @Override
  public long getTimeout() {
    return timeout;
  }

  @Override
  public void addListener(AsyncListener listener) {
    listeners.add(listener);
    real.addListener(listener);
  }

  @Override
  public void addListener(
      AsyncListener listener, ServletRequest request, ServletResponse response) {
    listeners.add(listener);
    real.addListener(listener, request, response);
  }

  @Override
  public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
    return real.createListener(type);
  }

  @Override
  public ServletRequest getRequest() {
    return real.getRequest();
  }

  @Override
  public ServletResponse getResponse() {
    return real.getResponse();
  }

  @Override
  public boolean hasOriginalRequestAndResponse() {
    return false;
  }

  @Override
  public void start(Runnable task) {
    real.start(task);
  }

  @Override
  public void dispatch() {
    sentOn();
    real.dispatch();
  }

  @Override
  public void dispatch(String path) {
    sentOn();
    real.dispatch(path);
  }

  @Override
  public void dispatch(ServletContext context, String path) {
    sentOn();
    real.dispatch(context, path);
  }

  /** Lets go of a request that is dispatched; {@code startAsync} holds it again. */
  private void sentOn() {
    ended();
    answer.letGo();
  }

  private void ended() {
    over = true;
    Sending known = sending;
    if (known != null) {
      known.ended();
    }
    exchange.forget(this); // last: begin() reads the other fields after it watches
  }

  @Override
  public void onComplete(AsyncEvent event) {
    ended();
  }

  @Override
  public void onError(AsyncEvent event) {
    ended();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // the container's own timeout is switched off
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // a request that is started again has another context
  }
}
