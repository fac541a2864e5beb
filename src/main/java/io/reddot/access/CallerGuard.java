package io.reddot.access;

import io.reddot.access.limit.Limits;
import io.reddot.config.Network;
import io.reddot.config.Operations;
import io.reddot.config.Settings;
import io.reddot.message.Problem;
import io.reddot.web.Exchange;
import io.reddot.web.Guard;
import io.reddot.web.Route;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Admits {@link Caller}s by their credentials, and pages by their origin: our own and the listed
 * ones. Thread-safe.
 */
@ApplicationScoped
public class CallerGuard implements Guard {
  private static final System.Logger LOGGER = System.getLogger(CallerGuard.class.getName());

  @Inject private Authentication authentication;
  @Inject private Limits limits;
  @Inject private Origins origins;
  @Inject private Demo demo;
  @Inject private Settings settings;

  @Override
  public void start() {
    LOGGER.log(Level.DEBUG, "other origins: {0}; demo mode: {1}", origins.listed(), demo.isOn());
    try {
      authentication.ready();
    } catch (Problem logged) {
      // every call is answered with this problem
    }
  }

  @Override
  public boolean answers(
      HttpServletRequest request, HttpServletResponse response, @Nullable Route route) {
    return origins.answers(request, response, route);
  }

  @Override
  public void shareFile(HttpServletRequest request, HttpServletResponse response) {
    origins.shareFile(request, response);
  }

  @Override
  public void ready() {
    authentication.ready();
  }

  @Override
  public void admit(Exchange exchange) {
    Credential credential = Credentials.of(exchange);
    String address = exchange.address();
    Caller caller =
        limits
            .logIn(address, gate -> authentication.caller(exchange, credential, gate))
            .on(device(exchange))
            .at(address);
    exchange.admit(caller, caller.groups(), scheme(credential));
  }

  /** A ticket grants less than a token, so resources can tell the two apart. */
  private static @Nullable String scheme(@Nullable Credential credential) {
    return credential != null && Tickets.is(credential.text()) ? Tickets.SCHEME : null;
  }

  private static String device(HttpServletRequest request) {
    String agent = request.getHeader("User-Agent");
    return agent == null ? "" : agent;
  }

  @Override
  public boolean admitScraper(Exchange exchange) {
    String address = exchange.address();
    boolean scraper =
        Credentials.of(exchange) == null
            && Network.anyContains(
                settings.get(Operations.METRICS_NETWORKS).orElse(List.of()), address);
    if (scraper) {
      exchange.admit(new Visitor(address), Set.of(), null);
    }
    return scraper;
  }

  /** An MQTT client needs no token if the demo admits it. */
  @Override
  public void admitVisitor(Exchange exchange) {
    String address = exchange.address();
    limits.arrive(address);
    Principal visitor =
        demo.admits(exchange) ? authentication.withoutToken().at(address) : new Visitor(address);
    exchange.admit(visitor, Set.of(), scheme(Credentials.of(exchange)));
  }
}
