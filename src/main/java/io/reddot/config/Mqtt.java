package io.reddot.config;

import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of MQTT. */
public final class Mqtt {
  static final Group GROUP = new Group("MQTT");

  private static final String NONE = "none";

  private static final Type<Integer> PORT_TYPE =
      new Type<>(
          "port",
          "a whole number from 0 to 65535",
          Type.integer("", 0, 65_535).range(),
          Type.integer("", 0, 65_535).parser(),
          Type::quoted);

  public static final Setting<Integer> PORT =
      GROUP.with(
          "reddot.mqtt.port",
          PORT_TYPE,
          "1883",
          "the TCP port of MQTT; 0: none. `api/mqtt` is available in any case");

  public static final Setting<Integer> TLS_PORT =
      GROUP.with(
          "reddot.mqtt.tls-port",
          PORT_TYPE,
          "8883",
          "the port of MQTT over TLS, opened if there is a key store; 0: none");

  public static final Setting<Optional<Path>> KEY_STORE =
      GROUP.optional(
          "reddot.mqtt.key-store",
          Type.of(
              "path",
              "a file that can be read (PKCS #12 or JKS), that opens with"
                  + " reddot.mqtt.key-store-password and holds a key",
              Path::of),
          "a file with the key and its certificates (PKCS #12 or JKS)");

  public static final Setting<Optional<String>> KEY_STORE_PASSWORD =
      GROUP.optional(
          "reddot.mqtt.key-store-password",
          Type.of(Type.SECRET, "a password without control characters", Type.text().parser())
              .shownAs(text -> "(not shown)"),
          "the password of the file and of the key in it");

  public static final Setting<Duration> KEEP_ALIVE =
      GROUP.with(
          "reddot.mqtt.keep-alive-seconds",
          Type.seconds(1, 65_535),
          "40",
          "the longest silence that is allowed to an MQTT 5 client; after 1.5 times that it is"
              + " disconnected");

  public static final Setting<Duration> SESSION_EXPIRY =
      GROUP.with(
          "reddot.mqtt.session-expiry-seconds",
          Type.seconds(0, 4_294_967_295L),
          "604800",
          "the longest time for which the session of an absent client is kept");

  public static final Setting<Duration> SHARE_REDELIVERY =
      GROUP.with(
          "reddot.mqtt.share-redelivery-seconds",
          Type.seconds(0, 31_536_000),
          "300",
          "the time in which a member of a group must acknowledge a message before another"
              + " member gets it; 0: unlimited");

  public static final Setting<Integer> RECEIVE_MAXIMUM =
      GROUP.with(
          "reddot.mqtt.receive-maximum",
          Type.integer("messages", 1, 65_535),
          "256",
          "unacknowledged QoS 1 and 2 messages from one client");

  public static final Setting<Integer> TOPIC_ALIASES =
      GROUP.with(
          "reddot.mqtt.topic-aliases",
          Type.integer("aliases", 0, 65_535),
          "64",
          "topic aliases of one client");

  public static final Setting<Boolean> TERSE =
      GROUP.with(
          "reddot.mqtt.terse",
          Type.flag(),
          "false",
          "MQTT 5 clients get nothing beyond the standard: no user properties of Red Dot,"
              + " no reason strings. Clients that resume by cursor, such as the MQTT page, need"
              + " those");

  public static final Setting<Optional<List<TopicFilter>>> REFUSED_FILTERS =
      GROUP.optional(
          "reddot.mqtt.refused-filters",
          Type.list(
              Type.of("topic filter", "a topic filter like news/# or news/+/today", Mqtt::filter)),
          "filters that SUBSCRIBE refuses (0x80) whatever the grants: exactly these"
              + " filters, not what they match. This keeps devices from subscribing to `#`; only"
              + " grants protect topics");

  public static final Setting<Integer> CONNECT_BYTES =
      GROUP.with(
          "reddot.mqtt.connect-bytes",
          Type.integer("bytes", 1_024, 16 << 20),
          "65536",
          "the largest CONNECT: client id, token, properties and will together");

  public static final Setting<Integer> WILL_BYTES =
      GROUP.with(
          "reddot.mqtt.will-bytes",
          Type.integer("bytes", 0, 16 << 20),
          "32768",
          "the largest will, with its topic and its properties; a CONNECT with a larger one is"
              + " refused");

  public static final Setting<Integer> USER_WILLS =
      GROUP.with(
          "reddot.mqtt.user-wills",
          Type.integer("wills", 0, 1_000_000),
          "1000",
          "stored wills of one user: of connected clients, and of those whose delay has"
              + " not passed");

  public static final Setting<Long> USER_WILL_BYTES =
      GROUP.with(
          "reddot.mqtt.user-will-bytes",
          Type.number("bytes", 0, 1L << 40),
          "4194304",
          "the total size of the wills of one user");

  private Mqtt() {}

  /** Returns the key store, if there is one. */
  public static Optional<KeyStoreFile> keyStore(Settings settings) {
    return settings
        .get(KEY_STORE)
        .filter(path -> !path.toString().equals(NONE)) // an earlier version's default
        .map(path -> new KeyStoreFile(path, settings.get(KEY_STORE_PASSWORD).orElse(NONE)));
  }

  private static TopicFilter filter(String text) {
    try {
      return new TopicFilter(text);
    } catch (Problem e) {
      throw new IllegalArgumentException(e.detail(), e);
    }
  }
}
