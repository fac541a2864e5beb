package io.reddot.web;

import io.reddot.container.FragmentingUpgrade;
import io.reddot.container.Server;
import io.reddot.container.Servers;
import io.reddot.message.Problem;
import io.reddot.web.Deadlines.Deadline;
import io.reddot.web.Exchanges.Terms;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.security.Principal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: the request that the servlets see, with its body once that is there
 * and its principal once it is admitted, and the {@link Answer} that is collected for it. A stream
 * and a handshake have no {@link Answer}: they write to the container's response.
 *
 * <p>It gives out what both bodies need: their deadlines, and {@link #owner}, for which their
 * memory counts. For one thread at a time, except where a method says otherwise.
 */
public final class Exchange extends HttpServletRequestWrapper {
  private final HttpServletRequest request;
  private final HttpServletResponse plain;
  private final Terms terms;

  /** The route of the resolved path; null if there is none under {@code api/}. */
  private final @Nullable Route route;

  private @Nullable Answer answer;
  private @Nullable String address;
  private @Nullable Principal principal;
  private Set<String> roles = Set.of();
  private @Nullable String scheme;

  /** Whether {@link Refusals} were told of a 403. */
  private boolean told;

  private byte @Nullable [] body;

  Exchange(HttpServletRequest request, HttpServletResponse response, Terms terms) {
    super(request);
    this.request = request;
    this.plain = response;
    this.terms = terms;
    this.route = Routes.of(request);
    if ((route == null || !route.stream()) && !WebSocketUpgrade.isHandshake(request)) {
      answer = new Answer(this, request, response);
    }
  }

  /** Returns the exchange that a dispatched request belongs to; null if it has none. */
  static @Nullable Exchange of(ServletRequest request, ServletResponse response) {
    if (response instanceof Answer answer) {
      return answer.exchange();
    }
    return request instanceof Exchange exchange ? exchange : null;
  }

  @Nullable Route route() {
    return route;
  }

  /** Returns the response to write to. */
  HttpServletResponse response() {
    Answer collected = answer;
    return collected == null ? plain : collected;
  }

  Server server() {
    return Servers.of(request.getServletContext());
  }

  boolean isApi() {
    return Routes.isApi(request.getServletPath());
  }

  /** Over HTTP/2 a request need not announce its body, nor the body's length. */
  boolean isHttp2() {
    return request.getProtocol().startsWith("HTTP/2");
  }

  /** Returns the client's address, as trusted proxies report it. */
  public String address() {
    String known = address;
    if (known == null) {
      known = terms.proxies().client(request);
      address = known;
    }
    return known;
  }

  /** Returns the user's name; empty until the request is admitted, and for a visitor. */
  String user() {
    return principal == null ? "" : principal.getName();
  }

  /** Returns the memory owner: the user or, while none is known, the address. */
  String owner() {
    String user = user();
    return user.isEmpty() ? address() : user;
  }

  /** Has a deadline checked, about ten times a second, until {@link #forget}. Thread-safe. */
  void watch(Deadline deadline) {
    terms.deadlines().watch(deadline);
  }

  /** Thread-safe. */
  void forget(Deadline deadline) {
    terms.deadlines().forget(deadline);
  }

  /**
   * Returns the time until which the client may read an answer of this size, from now on: a value
   * of {@link System#nanoTime}.
   */
  long answerDeadline(int bytes) {
    return System.nanoTime() + terms.nanos(bytes);
  }

  /**
   * Returns the memory of an answer.
   *
   * @param counts whether it counts for the owner
   */
  MemoryBudget.Share answerMemory(boolean counts) {
    return terms.memory().of(counts ? owner() : "", "");
  }

  /** Runs a task that may wait for the client. Thread-safe. */
  void hangUp(Runnable task) {
    terms.hangingUp().execute(task);
  }

  /**
   * Sets the principal that the request is admitted with.
   *
   * @param scheme what {@link #getAuthType} returns; null leaves that to the container
   */
  public void admit(Principal caller, Set<String> roles, @Nullable String scheme) {
    this.principal = caller;
    this.roles = roles;
    this.scheme = scheme;
  }

  /** Notes that the call is answered with 403, once. */
  void forbidden() {
    Principal caller = principal;
    if (!told && caller != null && route != null && route.forOperators()) {
      told = true;
      terms
          .refusals()
          .forbidden(caller, address(), request.getMethod() + " " + Routes.path(request));
    }
  }

  /** Must be called before a servlet of the container may answer. */
  void begin() {
    if (answer != null) {
      answer.begin();
    }
  }

  /**
   * Receives the body, without a waiting thread where the server allows that.
   *
   * @return whether the body is there; otherwise the request is dispatched again once it is
   * @throws Problem if the body is refused
   */
  boolean receive() throws IOException {
    boolean open = isApi() && principal == null; // then a body, if any, was refused
    return open || terms.bodies().receive(this);
  }

  /** Sets the body, which the caller must not change any more. */
  void body(byte[] complete) {
    body = complete;
  }

  /** Starts to wait for the body; the request is then dispatched with this exchange. */
  AsyncContext awaitBody() {
    AsyncContext async = startAsync(this, response());
    async.setTimeout(0); // the deadline is ours
    return async;
  }

  /** Answers with a problem. A body that has yet to come is discarded. */
  void refuse(Problem problem) throws IOException {
    if (answer == null && !isAsyncStarted() && !plain.isCommitted()) {
      answer = new Answer(this, request, plain);
    }
    ProblemAnswer.write(response(), problem);
    if (getDispatcherType() != DispatcherType.ASYNC) { // after a dispatch the body has been read
      UnreadBody.discard(this);
    }
  }

  /** Sends the collected answer, unless the request is held. */
  void finish() throws IOException, ServletException {
    Answer collected = answer;
    if (collected != null) {
      if (isHttp2() && getDispatcherType() != DispatcherType.ASYNC) {
        UnreadBody.discard(this); // over HTTP/2, one may come without being announced
      }
      collected.finish();
    }
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    return body == null ? super.getInputStream() : new BodyInput(body);
  }

  @Override
  public AsyncContext startAsync() {
    Answer collected = answer;
    return collected == null ? request.startAsync() : collected.hold(this, collected);
  }

  @Override
  public AsyncContext startAsync(ServletRequest with, ServletResponse and) {
    Answer collected = answer;
    return collected == null ? request.startAsync(with, and) : collected.hold(with, and);
  }

  @Override
  public AsyncContext getAsyncContext() {
    Answer collected = answer;
    return collected == null ? request.getAsyncContext() : collected.held();
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    return principal == null ? super.getUserPrincipal() : principal;
  }

  @Override
  public @Nullable String getAuthType() {
    return scheme == null ? super.getAuthType() : scheme;
  }

  @Override
  public @Nullable String getRemoteUser() {
    return principal == null ? super.getRemoteUser() : principal.getName();
  }

  @Override
  public boolean isUserInRole(String role) {
    return principal == null ? super.isUserInRole(role) : roles.contains(role);
  }

  @Override
  public <T extends HttpUpgradeHandler> T upgrade(Class<T> type)
      throws IOException, ServletException {
    return FragmentingUpgrade.of(request, type);
  }
}
