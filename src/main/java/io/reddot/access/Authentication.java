package io.reddot.access;

import io.reddot.access.limit.Gate;
import io.reddot.config.Secret;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.message.Name;
import io.reddot.message.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Identifies callers by their tokens, by the container or through demo mode. Refuses all callers
 * while the configuration is wrong. Thread-safe; configured once.
 */
@SingleInstance
public class Authentication {
  private static final System.Logger LOGGER = System.getLogger(Authentication.class.getName());
  private static final Duration DEMO_TOKEN = Duration.ofHours(12);

  /** How long to wait for an issuer's answer. */
  private static final Duration FETCH = Duration.ofSeconds(3);

  private final InstantSource clock = InstantSource.system();
  private final Memberships memberships;
  private final Tickets tickets;
  private final Revocations revocations;
  private final AccessThreads threads;

  /** The configuration error that causes every caller to be refused; null if there is none. */
  private final @Nullable Problem misconfigured;

  private final @Nullable PublishedKeys published;
  private final @Nullable Tokens tokens;
  private final @Nullable ContainerIdentity container;

  /** Writes the demo's tokens; null outside demo mode. */
  private final @Nullable TokenSigner demo;

  @Inject
  public Authentication(
      Settings configured,
      Memberships memberships,
      Tickets tickets,
      Revocations revocations,
      AccessThreads threads) {
    this.memberships = memberships;
    this.tickets = tickets;
    this.revocations = revocations;
    this.threads = threads;
    AccessSettings settings = null;
    Problem wrong = null;
    try {
      settings = AccessSettings.of(configured);
    } catch (Problem problem) {
      wrong = problem; // StartUp has logged it
    }
    this.misconfigured = wrong;
    if (settings == null) {
      this.published = null;
      this.tokens = null;
      this.container = null;
      this.demo = null;
      return;
    }
    Secret secret = settings.secret();
    if (secret == null && settings.demo()) {
      // A demo without a configured key makes one up; its tokens are void once the server stops.
      secret = Secret.random();
    }
    this.published = published(settings);
    this.tokens =
        secret == null && published == null
            ? null
            : new Tokens(secret, published, settings.rules(), clock);
    Set<String> roles = settings.roles();
    this.container =
        roles == null ? null : new ContainerIdentity(roles, settings.containerSession(), clock);
    this.demo =
        settings.demo() && secret != null ? new TokenSigner(secret, settings.rules(), clock) : null;
  }

  /** Returns the issuer's keys, and starts to fetch them; null if no such issuer is configured. */
  private @Nullable PublishedKeys published(AccessSettings settings) {
    URI address = settings.jwks();
    if (address == null) {
      return null;
    }
    if (settings.rules().issuer() == null || settings.rules().audiences().isEmpty()) {
      LOGGER.log(
          Level.WARNING,
          "Red Dot accepts any token that is signed with a key from "
              + address
              + ", even one issued for another application: set reddot.jwt.issuer and"
              + " reddot.jwt.audience.");
    }
    PublishedKeys keys = new PublishedKeys(address, FETCH, threads.refreshing(), clock);
    threads.refreshing().execute(keys::warmUp);
    return keys;
  }

  /**
   * Checks that callers can be admitted. Also called at startup, so that a configuration error
   * shows up then.
   *
   * @throws Problem (503) while no caller can be admitted because of the configuration
   */
  public void ready() {
    if (misconfigured != null) {
      throw misconfigured;
    }
  }

  /** Returns why callers cannot be admitted; null if they can. */
  @Nullable String fault() {
    if (misconfigured != null) {
      return misconfigured.detail();
    }
    return published == null ? null : published.fault();
  }

  public boolean demo() {
    return demo != null;
  }

  /**
   * Identifies, on another thread, the caller of a connection whose own thread must not wait.
   *
   * @return a future that fails with a {@link Problem} (503) if too many other checks are waiting
   */
  public <T> CompletableFuture<T> check(Supplier<T> credential) {
    return threads.checking().check(credential);
  }

  /**
   * Identifies the caller of an HTTP request: by the request's credential, else as the user whom
   * the container has authenticated. Adds the groups that the caller was put into. May wait for
   * keys.
   *
   * @param credential the request's credential; null if it has none
   * @throws Problem (401) if the caller cannot be identified, (403) if another site may have made
   *     the browser send the request, (503) if there is nothing to check the credential with
   */
  Caller caller(HttpServletRequest request, @Nullable Credential credential, Gate gate) {
    if (credential != null
        && (tokens != null || container == null || Tickets.is(credential.text()))) {
      Caller caller =
          Tickets.is(credential.text()) && isSse(request)
              ? stream(request, credential.text(), gate)
              : caller(credential.text(), gate);
      if (credential.ambient()) {
        Csrf.check(request);
      }
      return caller;
    }
    // Without keys of our own, a bearer token is meant for the container.
    Caller known = container == null ? null : container.caller(request);
    if (known == null) {
      throw Credentials.missing();
    }
    if (Credentials.bearer(request) == null) {
      Csrf.check(request); // a container's cookie, or another credential that browsers send
    }
    return placed(known);
  }

  /**
   * Identifies the caller that presents a credential, with the groups that it was put into. May
   * wait for keys or for the database. A ticket is used up by this call.
   *
   * @param credential a token or a {@linkplain Tickets ticket}
   * @param gate the gate that the credential passes unless it is known
   * @throws Problem (401) if the credential is invalid or no longer valid, (503) if there is
   *     nothing to check it with
   */
  public Caller caller(String credential, Gate gate) {
    ready();
    if (Tickets.is(credential)) {
      return placed(gate.pass(() -> tickets.redeem(credential)));
    }
    if (tokens == null) {
      throw Problem.unauthorized(
          "This site accepts no tokens, only users that the container has authenticated.");
    }
    return placed(tokens.read(credential, gate));
  }

  /** True only for this exact spelling of the path, because JAX-RS parses the path again. */
  private static boolean isSse(HttpServletRequest request) {
    return request.getRequestURI().equals(request.getContextPath() + "/api/sse");
  }

  /**
   * Admits a ticket's caller to a stream. The stream tells the client the key that it needs to
   * reconnect.
   */
  private Caller stream(HttpServletRequest request, String ticket, Gate gate) {
    ready();
    Tickets.Stream stream = gate.pass(() -> tickets.open(ticket, Credentials.streamKey(request)));
    request.setAttribute(Tickets.KEY, stream.key());
    return placed(stream.caller());
  }

  /**
   * Refuses a revoked token, then adds the groups that the caller was put into. These may have to
   * be read first.
   */
  private Caller placed(Caller caller) {
    revocations.check(caller); // each time, because valid tokens are cached
    return caller.in(memberships.of(caller.user()));
  }

  /**
   * Identifies a client that has no token, over a protocol (MQTT) whose common clients are started
   * by hand. In demo mode it is an operator, because the demo issues an operator's token to every
   * client that it admits ({@link Demo}).
   *
   * @throws Problem (401) outside demo mode, (503) while the configuration is wrong
   */
  public Caller withoutToken() {
    ready();
    if (demo == null) {
      throw Problem.unauthorized("A token is needed.");
    }
    return caller(demoToken("guest", true), Gate.OPEN);
  }

  /**
   * Returns a demo token. It grants {@code demo/#} and the user's own inbox or, to an operator,
   * everything.
   *
   * @throws Problem (404) outside demo mode, (400) if the name is not valid for a user
   */
  public String demoToken(String user, boolean operator) {
    ready();
    if (demo == null) {
      throw Problem.notFound("This site issues no demo tokens because it is not in demo mode.");
    }
    Name.checkLevel("The user's name", user);
    return demo.write(
        user,
        operator ? List.of(Caller.OPERATOR) : List.of(),
        List.of("demo/#"),
        List.of("demo/#"),
        clock.instant().plus(DEMO_TOKEN));
  }
}
