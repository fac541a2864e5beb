package io.reddot.it.attack;

import io.reddot.Issuer;
import io.reddot.it.ServerProcess;
import io.reddot.it.Site;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One server for all attacks, so that one that survived an attack has to survive the next ones,
 * too. Not in demo mode, which gives anybody everything.
 */
final class AttackedServer implements AutoCloseable {
  private static final Namespace NAMESPACE = Namespace.create(AttackedServer.class);

  private final Issuer issuer = new Issuer(Forgery.RSA, Forgery.EC);
  private final ServerProcess process;
  private final ServerLog log;

  private AttackedServer() throws Exception {
    process = new ServerProcess("attack", settings(issuer));
    log = new ServerLog(process.log());
  }

  /**
   * Keys of both kinds, so that one could be taken for the other; empty: not set. The limits have
   * tests of their own; here they would answer what an attack is meant for.
   */
  private static Map<String, String> settings(Issuer issuer) {
    Map<String, String> settings = new HashMap<>(Hoard.settings());
    settings.putAll(limits(issuer));
    // All of the compiler, as where it is deployed: attacks on processors are judged by what they
    // cost there. The other servers start faster without.
    settings.put("_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4");
    return settings;
  }

  private static Map<String, String> limits(Issuer issuer) {
    return Map.of(
        "REDDOT_DEMO",
        "",
        "REDDOT_SESSION_HEARTBEAT_SECONDS",
        "",
        "REDDOT_LIMIT_BODY_SECONDS",
        "10",
        "REDDOT_LIMIT_USER_SESSIONS",
        "0",
        "REDDOT_LIMIT_ADDRESS_SESSIONS",
        "0",
        "REDDOT_JWT_ISSUER",
        Forgery.ISSUER,
        "REDDOT_JWT_AUDIENCE",
        Forgery.AUDIENCE,
        "REDDOT_JWT_JWKS_URL",
        issuer.keys().toString());
  }

  /** Started by the first that asks, stopped when all tests are done. */
  static AttackedServer of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            AttackedServer.class,
            key -> {
              try {
                return new AttackedServer();
              } catch (Exception e) {
                throw new AssertionError("the server does not start", e);
              }
            },
            AttackedServer.class);
  }

  /** As an operator. */
  Site site() {
    return process.site().as(Forgery.token("operator", "operator"));
  }

  ServerLog log() {
    return log;
  }

  /** In order, for it must still be able to. */
  @Override
  public void close() throws InterruptedException {
    process.stop();
    issuer.close();
  }
}
