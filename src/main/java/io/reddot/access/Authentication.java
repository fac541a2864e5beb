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
 * How this site tells callers: by their tokens, by the container, by demo mode, or not at all yet.
 * Thread-safe; configured once.
 */
@SingleInstance
public class Authentication {
  private static final System.Logger LOGGER = System.getLogger(Authentication.class.getName());
  private static final Duration DEMO_TOKEN = Duration.ofHours(12);

  /** For an issuer's answer. */
  private static final Duration FETCH = Duration.ofSeconds(3);

  private final InstantSource clock = InstantSource.system();
  private final Memberships memberships;
  private final Tickets tickets;
  private final Revocations revocations;
  private final AccessThreads threads;

  /** Whether nobody is let in, because of how it is configured. */
  private final @Nullable Problem misconfigured;

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
      this.tokens = null;
      this.container = null;
      this.demo = null;
      return;
    }
    Secret secret = settings.secret();
    if (secret == null && settings.demo()) {
      // Without a key of its own the demo makes one up; its tokens end with the server.
      secret = Secret.random();
    }
    PublishedKeys published = published(settings);
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

  /** The issuer's keys, on their way already; null if there is no such issuer. */
  private @Nullable PublishedKeys published(AccessSettings settings) {
    URI address = settings.jwks();
    if (address == null) {
      return null;
    }
    if (settings.rules().issuer() == null || settings.rules().audiences().isEmpty()) {
      LOGGER.log(
          Level.WARNING,
          "Red Dot takes any token that is signed with a key from "
              + address
              + ", also one that was meant for another application: configure reddot.jwt.issuer and"
              + " reddot.jwt.audience.");
    }
    PublishedKeys keys = new PublishedKeys(address, FETCH, threads.refreshing(), clock);
    threads.refreshing().execute(keys::warmUp);
    return keys;
  }

  /**
   * Whether anybody can be let in. Asked once when the application starts, so that what is wrong is
   * said then.
   *
   * @throws Problem (503) while that is not configured
   */
  public void ready() {
    if (misconfigured != null) {
      throw misconfigured;
    }
  }

  public boolean demo() {
    return demo != null;
  }

  /**
   * Finds out who a caller is whose own thread must not wait.
   *
   * @return fails with a {@link Problem} (503) if too many others wait for that
   */
  public <T> CompletableFuture<T> check(Supplier<T> credential) {
    return threads.checking().check(credential);
  }

  /**
   * Who calls by HTTP: by the credential in the request, else by whom the container has let in;
   * with the groups that it was put into. It may have to wait for keys.
   *
   * @param credential the one of the request; null if it has none
   * @throws Problem (401) if nobody is told, (403) if another site may have made the browser send
   *     it, (503) if there is no way to tell
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
    // Without keys of our own a bearer token is for the container.
    Caller known = container == null ? null : container.caller(request);
    if (known == null) {
      throw Credentials.missing();
    }
    if (Credentials.bearer(request) == null) {
      Csrf.check(request); // by a cookie of the container's, or whatever else browsers send
    }
    return placed(known);
  }

  /**
   * Who brings this, with the groups that it was put into. It may have to wait for keys, or for the
   * database; a ticket is used up by it.
   *
   * @param credential a token or a {@linkplain Tickets ticket}
   * @param gate where it passes unless it is known
   * @throws Problem (401) if it is no good or void, (503) if there is no way to tell
   */
  public Caller caller(String credential, Gate gate) {
    ready();
    if (Tickets.is(credential)) {
      return placed(gate.pass(() -> tickets.redeem(credential)));
    }
    if (tokens == null) {
      throw Problem.unauthorized("No tokens are taken here.");
    }
    return placed(tokens.read(credential, gate));
  }

  /** Only if the path is spelled exactly: JAX-RS parses it once more. */
  private static boolean isSse(HttpServletRequest request) {
    return request.getRequestURI().equals(request.getContextPath() + "/api/sse");
  }

  /** Whom a ticket lets in on a stream, which is told how it comes back. */
  private Caller stream(HttpServletRequest request, String ticket, Gate gate) {
    ready();
    Tickets.Stream stream = gate.pass(() -> tickets.open(ticket, Credentials.streamKey(request)));
    request.setAttribute(Tickets.KEY, stream.key());
    return placed(stream.caller());
  }

  /** With the groups that it was put into; these may have to be read first. */
  private Caller placed(Caller caller) {
    revocations.check(caller); // each time: a token is remembered as a good one
    return caller.in(memberships.of(caller.user()));
  }

  /**
   * Who comes without a token over a protocol whose ordinary clients are typed by hand (MQTT): in
   * demo mode an operator, for the demo gives that to anybody whom it admits ({@link Demo}).
   *
   * @throws Problem (401) outside demo mode, (503) while the site has no key
   */
  public Caller withoutToken() {
    ready();
    if (demo == null) {
      throw Problem.unauthorized("A token is needed.");
    }
    return caller(demoToken("guest", true), Gate.OPEN);
  }

  /**
   * A token that the demo hands to anybody: {@code demo/#} and one's inbox, or everything.
   *
   * @throws Problem (404) outside demo mode, (400) if the user's name cannot be one
   */
  public String demoToken(String user, boolean operator) {
    ready();
    if (demo == null) {
      throw Problem.notFound("There are no demo tokens here: this site is not in demo mode.");
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
