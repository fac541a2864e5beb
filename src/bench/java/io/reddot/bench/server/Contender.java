package io.reddot.bench.server;

import static io.reddot.bench.server.Transport.IFRAME;
import static io.reddot.bench.server.Transport.LONG_POLL;
import static io.reddot.bench.server.Transport.MIXED;
import static io.reddot.bench.server.Transport.MQTT_0;
import static io.reddot.bench.server.Transport.MQTT_1;
import static io.reddot.bench.server.Transport.SSE;
import static io.reddot.bench.server.Transport.WEBSOCKET;

import io.reddot.bench.peer.JettyPeer;
import io.reddot.bench.peer.UndertowPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every server that can be compared. Immutable. */
public enum Contender {
  PAYARA_MICRO(
      folder -> new PayaraMicro(folder, war()),
      System.getProperty("bench.payara-micro.version"),
      WEBSOCKET,
      SSE,
      IFRAME,
      LONG_POLL,
      MIXED,
      MQTT_0,
      MQTT_1),
  WILDFLY(
      folder -> new WildFly(folder, war()),
      System.getProperty("bench.wildfly.version"),
      WEBSOCKET,
      SSE,
      IFRAME,
      LONG_POLL,
      MIXED,
      MQTT_0,
      MQTT_1),
  UNDERTOW(
      folder -> new JavaPeer(folder, UndertowPeer.class),
      System.getProperty("bench.undertow.version"),
      WEBSOCKET,
      SSE),
  JETTY(
      folder -> new JavaPeer(folder, JettyPeer.class),
      System.getProperty("bench.jetty.version"),
      WEBSOCKET),
  COMETD(CometD::new, System.getProperty("bench.cometd.version"), WEBSOCKET, LONG_POLL),
  NCHAN(Nchan::new, Nchan.version(), WEBSOCKET, SSE, LONG_POLL),
  MOSQUITTO(Mosquitto::new, Mosquitto.version(), MQTT_0, MQTT_1),
  WILDFLY_WITHOUT_METRICS(
      folder -> new WildFly(folder, WarWithoutMetrics.of(war(), work("without-metrics"))),
      System.getProperty("bench.wildfly.version"),
      WEBSOCKET,
      SSE,
      IFRAME,
      LONG_POLL,
      MQTT_0,
      MQTT_1);

  /** All that are measured if nobody chooses. */
  public static final List<Contender> USUAL =
      Stream.of(values()).filter(one -> one != WILDFLY_WITHOUT_METRICS).toList();

  /** Red Dot on both servers, bare Java, and C for HTTP and for MQTT. */
  public static final List<Contender> ONE_OF_EACH_KIND =
      List.of(WILDFLY, PAYARA_MICRO, UNDERTOW, NCHAN, MOSQUITTO);

  private final Function<Path, Server> constructor;
  private final String version;
  private final List<Transport> transports;

  Contender(Function<Path, Server> constructor, String version, Transport... transports) {
    this.constructor = constructor;
    this.version = version;
    this.transports = List.of(transports);
  }

  private static Path war() {
    return Path.of(System.getProperty("bench.war"));
  }

  private static Path work(String name) {
    return Path.of(System.getProperty("bench.folder"), name);
  }

  /** In a folder of its name, which is emptied, under {@code parent}. */
  public Server start(Path parent) throws IOException, InterruptedException {
    if (version == null) {
      throw new IOException(this + " is not installed");
    }
    Server server = constructor.apply(parent.resolve(toString()));
    try {
      server.start();
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** Null: it is not installed. */
  public String version() {
    return version;
  }

  /** Whether it is a JVM, which compiles what it does often. */
  public boolean isJava() {
    return this != NCHAN && this != MOSQUITTO;
  }

  public List<Transport> transports() {
    return transports;
  }

  /** As the table and the command line write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
