package io.reddot.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Settings of keys, tokens, and other ways to authenticate callers. */
public final class Access {
  static final Group GROUP = new Group("Keys and callers");

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::|0:0:0:0:0:0:0:)1]");

  public static final Setting<Optional<Secret>> SECRET =
      GROUP.optional(
          "reddot.jwt.secret",
          Type.of(
                  Type.SECRET,
                  "a text of at least 32 bytes in UTF-8, or `base64:` and at least 32 bytes in Base64",
                  Secret::of)
              .shownAs(Secret::shown),
          "the key of HS256 tokens; never used for another algorithm");

  public static final Setting<Optional<URI>> JWKS_URL =
      GROUP.optional(
          "reddot.jwt.jwks-url",
          Type.of(
                  "URL",
                  "an https address without a password in it; http only for this machine"
                      + " (localhost)",
                  Access::keys)
              .shownAs(text -> Type.quoted(text.replaceAll("//[^/@]*@", "//(not shown)@"))),
          "where the issuer publishes its keys, for RS256 and ES256. May be set in addition to"
              + " the secret");

  public static final Setting<Optional<String>> ISSUER =
      GROUP.optional("reddot.jwt.issuer", Type.text(), "the required value of the claim `iss`");

  public static final Setting<Optional<List<String>>> AUDIENCE =
      GROUP.optional(
          "reddot.jwt.audience",
          Type.list(Type.text()),
          "the claim `aud` must contain one of these");

  public static final Setting<Duration> CLOCK_SKEW =
      GROUP.with(
          "reddot.jwt.clock-skew-seconds",
          Type.seconds(0, 600),
          "30",
          "the tolerated error of the issuer's clock; tokens and their sessions last this"
              + " much longer");

  public static final Setting<Boolean> CONTAINER_PRINCIPAL =
      GROUP.with(
          "reddot.container.principal",
          Type.flag(),
          "false",
          "accepts the user that the container has authenticated; a token in the request"
              + " takes precedence."
              + " See [Users of the container](deployment.md#users-of-the-container)");

  public static final Setting<List<String>> CONTAINER_ROLES =
      GROUP.with(
          "reddot.container.roles",
          Type.list(Type.text()),
          "operator",
          "the container's roles that become the caller's groups");

  public static final Setting<Duration> CONTAINER_SESSION =
      GROUP.with(
          "reddot.container.session-seconds",
          Type.seconds(1, 604_800),
          "3600",
          "the lifetime of such a caller's session");

  public static final Setting<Integer> TICKETS_WAITING =
      GROUP.with(
          "reddot.tickets.waiting",
          Type.integer("tickets", 1, 100_000),
          "100",
          "unused tickets of one user; more are refused (429). The same number of streams"
              + " that a ticket opened may reconnect");

  public static final Setting<Duration> REVOCATION =
      GROUP.with(
          "reddot.revocation.days",
          Type.days(1, 36_500),
          "30",
          "the longest lifetime of a token: a disconnected user, or a revoked token of"
              + " unknown end, is remembered this long");

  public static final Setting<Boolean> DEMO =
      GROUP.with(
          "reddot.demo",
          Type.flag(),
          "false",
          "demo mode: a caller on this machine gets a token for any user. Without a key"
              + " the server generates one. Only `mvn -Prun` sets it");

  public static final Setting<Boolean> DEMO_REMOTE =
      GROUP.with(
          "reddot.demo.remote",
          Type.flag(),
          "false",
          "demo mode accepts callers from anywhere, also on the MQTT ports");

  private Access() {}

  /**
   * Parses the URL of a key set. Threat: an attacker on the network replaces the keys. So clear
   * text is allowed only within this machine.
   */
  private static URI keys(String text) {
    try {
      URI address = new URI(text);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      String host = address.getHost();
      if (host != null
          && address.getRawUserInfo() == null
          && (scheme.equals("https")
              || (scheme.equals("http")
                  && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches()))) {
        return address;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
    throw new IllegalArgumentException();
  }
}
