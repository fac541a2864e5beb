package io.reddot.web;

import io.reddot.container.Pipelined;
import io.reddot.container.Server;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Collects an answer while it is made. Then sends it as fast as its client reads, without a waiting
 * thread: when {@link #finish} is called or, if the request is held ({@code startAsync}), when that
 * is completed. Not for streams. For one thread at a time.
 */
public final class Answer extends HttpServletResponseWrapper {
  private static final System.Logger LOGGER = System.getLogger(Answer.class.getName());
  private static final String ERROR_PAGE = "/error";

  private final HttpServletRequest request;
  private final Exchange exchange;
  private final CollectedBody body = new CollectedBody();
  private @Nullable PrintWriter writer;
  private volatile @Nullable HeldAnswer held;

  /** Set if {@link #begin} held the request. */
  private @Nullable HeldAnswer early;

  /** The status of {@code sendError}; 0 if it was not called. */
  private int error;

  /** Whether the thread that the request arrived on has returned. */
  private volatile boolean served;

  /**
   * @param request the container's request, which the exchange wraps
   */
  Answer(Exchange exchange, HttpServletRequest request, HttpServletResponse response) {
    super(response);
    this.exchange = exchange;
    this.request = request;
  }

  Exchange exchange() {
    return exchange;
  }

  /** Writes bytes that the caller must not change afterwards. */
  public static void give(HttpServletResponse response, byte[] bytes) throws IOException {
    if (response.getOutputStream() instanceof CollectedBody body) {
      body.take(bytes);
    } else {
      response.getOutputStream().write(bytes);
    }
  }

  /** Writes bytes that many answers share; memory holds them once. */
  public static void share(HttpServletResponse response, byte[] bytes) throws IOException {
    if (response.getOutputStream() instanceof CollectedBody body) {
      body.share(bytes);
    } else {
      response.getOutputStream().write(bytes);
    }
  }

  /**
   * Whether the request was completed or dispatched before it was answered. The container may
   * already have reused it for another client, so it must not be touched.
   */
  public static boolean isOver(HttpServletResponse response) {
    HeldAnswer known = response instanceof Answer answer ? answer.held : null;
    return known != null && known.isOver();
  }

  /**
   * Holds the request on a server that starts asynchronous processing before servlets. Must be
   * called before a servlet of the container answers, which may not know that the request is held.
   */
  void begin() {
    if (server().startsAsyncBeforeServlets()) {
      early = hold(exchange, this);
    }
  }

  /**
   * Sends the answer, with the error page if it is an error, unless its request is held. Must be
   * called when the answer is complete.
   */
  void finish() throws IOException, ServletException {
    if (early != null || !request.isAsyncStarted()) {
      if (error != 0) {
        showPage();
      }
      send();
    }
    served = true;
  }

  private void send() {
    boolean small = collected().size() <= CollectedBody.SMALL;
    if (early != null) {
      early.complete();
    } else if (!request.isAsyncSupported() || (small && server().writesSmallAnswersAtOnce())) {
      sendAtOnce();
    } else {
      hold(exchange, this).complete();
    }
  }

  Server server() {
    return exchange.server();
  }

  private void sendAtOnce() {
    length();
    try {
      for (byte[] part : body.give()) {
        super.getOutputStream().write(part);
      }
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "a client disconnected before it was answered", e);
    }
  }

  /** Shows the error page in this answer; the container would send it to the client directly. */
  private void showPage() throws IOException, ServletException {
    int status = error;
    error = 0;
    request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, status);
    request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, request.getRequestURI());
    request.getRequestDispatcher(ERROR_PAGE).forward(exchange, this);
  }

  /** Returns the body so far. */
  CollectedBody collected() {
    if (writer != null) {
      writer.flush();
    }
    return body;
  }

  /** Bounds the depth of requests that this thread completes; see {@link Pipelined#isDeep}. */
  void boundDepth() {
    if (!served && server().servesWhileCompleting() && Pipelined.isDeep()) {
      setHeader("Connection", "close");
    }
  }

  /** Sets the length, and drops the body if the request or the status allows none. */
  void length() {
    int size = collected().size();
    boolean head = request.getMethod().equals("HEAD");
    boolean empty = getStatus() == SC_NOT_MODIFIED || getStatus() == SC_NO_CONTENT;
    if (!empty && (!head || size > 0)) {
      super.setContentLength(size);
    }
    if (head || empty) {
      body.clear();
    }
  }

  /** Returns the output to the client. */
  ServletOutputStream client() throws IOException {
    return super.getOutputStream();
  }

  HeldAnswer hold(ServletRequest with, ServletResponse and) {
    AsyncContext real = request.startAsync(with, and);
    real.setTimeout(0); // the deadline is ours
    HeldAnswer now = new HeldAnswer(real, this);
    real.addListener(now);
    held = now;
    return now;
  }

  /** Forgets that the request was held, because it was dispatched. */
  void letGo() {
    held = null;
    served = false;
  }

  AsyncContext held() {
    HeldAnswer known = held;
    return known == null ? request.getAsyncContext() : known;
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return body;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    PrintWriter known = writer;
    if (known == null) {
      known = new PrintWriter(new OutputStreamWriter(body, getCharacterEncoding()));
      writer = known;
    }
    return known;
  }

  /** Sends the answer if its request is held; otherwise {@link #finish} sends it. */
  @Override
  public void flushBuffer() {
    HeldAnswer known = held;
    if (known != null && early == null) {
      known.flush();
    }
  }

  @Override
  public boolean isCommitted() {
    HeldAnswer known = held;
    return error != 0 || (known != null && known.isSending()) || super.isCommitted();
  }

  @Override
  public void resetBuffer() {
    collected().clear();
  }

  @Override
  public void reset() {
    super.reset();
    collected().clear();
  }

  @Override
  public void setBufferSize(int size) {
    // the body is collected whole
  }

  /** Tells of a 403: every answer passes here, whichever code makes it and on which thread. */
  @Override
  public void setStatus(int status) {
    super.setStatus(status);
    if (status == SC_FORBIDDEN) {
      exchange.forbidden();
    }
  }

  @Override
  public void sendError(int status) {
    sendError(status, null);
  }

  /** Does not show the message, which may reveal details of the code. */
  @Override
  public void sendError(int status, @Nullable String message) {
    resetBuffer();
    setStatus(status);
    if (held == null || early != null) {
      error = status;
    } // otherwise there is no thread to show the error page
  }

  /** The address may be relative (RFC 9110, section 10.2.2). */
  @Override
  public void sendRedirect(String location) {
    resetBuffer();
    setStatus(SC_FOUND);
    setHeader("Location", location);
  }
}
