package io.reddot.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server of the Maven profile with the WAR that ships, in a process of its own that can be killed
 * and started again on the same data. For one thread.
 */
public final class ServerProcess implements AutoCloseable {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final Path WAR = Path.of(System.getProperty("reddot.war"));
  private static final Path PROJECT = Path.of(System.getProperty("reddot.project"));

  private static final List<String> OPTIONS =
      List.of(System.getProperty("reddot.server-options").split(" "));

  /** A busy machine takes its time. */
  static final Duration STARTING = Duration.ofMinutes(3);

  /** Between the last word of a boot and the first answer: Payara's port opens after it. */
  private static final Duration DEPLOYING = Duration.ofSeconds(20);

  private static final Pattern BOOTED =
      Pattern.compile("Payara Micro .* ready in|WFLYSRV002[56]: ");

  private final boolean wildFly = System.getProperty("reddot.server").equals("wildfly");
  private final Path war;
  private final @Nullable String script;
  private final String name;
  private final Path folder;
  private final Map<String, String> settings;
  private final @Nullable Network network;
  private final int port = Ports.next();
  private final int mqttPort = Ports.next();
  private Process process;
  private long booted;
  private int polls;

  public ServerProcess(String name) throws Exception {
    this(name, Map.of());
  }

  /**
   * Started when this returns.
   *
   * @param settings environment variables; an empty one is taken away
   */
  public ServerProcess(String name, Map<String, String> settings) throws Exception {
    this(name, settings, null);
  }

  /**
   * @param war another one than the one that ships
   * @param script what server-config has for WildFly's administrator; null: nothing
   */
  ServerProcess(String name, Path war, @Nullable String script, Map<String, String> settings)
      throws Exception {
    this(name, war, script, null, settings);
    start();
  }

  /**
   * One that an administrator has set up with a script of server-config, where it is WildFly;
   * Payara Micro always has its own. Started when this returns.
   */
  public static ServerProcess configured(String name, String script, Map<String, String> settings)
      throws Exception {
    return new ServerProcess(name, WAR, script, settings);
  }

  /**
   * @param network where it runs, apart from the machine's own; null: there
   */
  ServerProcess(String name, Map<String, String> settings, @Nullable Network network)
      throws Exception {
    this(name, WAR, null, network, settings);
    start();
  }

  private ServerProcess(
      String name,
      Path war,
      @Nullable String script,
      @Nullable Network network,
      Map<String, String> settings)
      throws IOException {
    this.war = war;
    this.script = script;
    this.network = network;
    this.settings = settings;
    this.name = name;
    folder = Path.of(System.getProperty("reddot.work"), name);
    delete(folder);
    Files.createDirectories(folder);
  }

  /** One that cannot start with these settings, and is only just about to find out. */
  static ServerProcess failing(String name, Map<String, String> settings) throws Exception {
    return failing(name, WAR, settings);
  }

  /**
   * @param war another one than the one that ships
   */
  static ServerProcess failing(String name, Path war, Map<String, String> settings)
      throws Exception {
    ServerProcess server = new ServerProcess(name, war, null, null, settings);
    server.launch();
    return server;
  }

  /** After {@link #undeploy()}, where the server can: another WAR, which does not start. */
  void deployInVain(Path broken) throws Exception {
    Files.copy(broken, marker(""), StandardCopyOption.REPLACE_EXISTING);
    Files.createFile(marker(".dodeploy"));
    Await.until("it has failed", STARTING, () -> Files.exists(marker(".failed")));
  }

  /** Whether it has ended by itself, or serves nothing. */
  boolean fails() throws InterruptedException {
    return !process.isAlive() || !site().answers();
  }

  public Site site() {
    ServerLogs.used(log());
    String host = network == null ? Site.LOCALHOST : Network.SERVER_FOR_US;
    return new Site(host, port, mqttPort, Site.TOKEN);
  }

  /** Everything that it has said, over all its starts. */
  public Path log() {
    return folder.resolve("server.log");
  }

  /**
   * On the data that the last one left, and until it answers. Payara Micro fails to boot once in
   * sixty times for reasons of its own ("Error while installing policy provider"), so a second
   * attempt is made, and standard error tells of it.
   */
  public void start() throws Exception {
    Boot.atMostTwice(
        System.err,
        name,
        this::boot,
        () -> {
          kill();
          boot();
        });
  }

  /** Starts it again if a test has ended it and failed before it could. */
  void revive() throws Exception {
    if (!process.isAlive()) {
      start();
    }
  }

  private void boot() throws Exception {
    long before = Files.exists(log()) ? Files.size(log()) : 0;
    launch();
    try {
      Await.until("the server is up", STARTING, () -> answers(before));
    } catch (Exception | AssertionError e) {
      process.destroyForcibly(); // nobody else would
      throw new AssertionError(e.getMessage() + "; " + ServerLogs.tail(log(), before), e);
    }
  }

  private void launch() throws IOException {
    booted = 0;
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.environment().put("REDDOT_DATA", folder.resolve("data").toString());
    builder.environment().put("REDDOT_MQTT_PORT", Integer.toString(mqttPort));
    if (network != null) {
      builder.environment().remove("REDDOT_DEMO"); // whose MQTT nobody reaches from elsewhere
    }
    settings.forEach(
        (variable, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(variable);
          } else {
            builder.environment().put(variable, value);
          }
        });
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    process = builder.start();
  }

  private boolean answers() throws Exception {
    return answers(Long.MAX_VALUE);
  }

  /**
   * @param before where its log began; a server that is done with booting and has no application
   *     gets none any more
   */
  private boolean answers(long before) throws Exception {
    if (!process.isAlive()) {
      throw new AssertionError("the server ended by itself with " + process.exitValue());
    }
    if (site().answers()) {
      return true;
    }
    boolean look = polls++ % 20 == 0; // once a second
    if (look && booted == 0 && BOOTED.matcher(ServerLogs.since(log(), before)).find()) {
      booted = System.nanoTime();
    }
    if (booted != 0 && System.nanoTime() - booted > DEPLOYING.toNanos()) {
      throw new AssertionError("the server has booted without the application");
    }
    return false;
  }

  /** As {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  /** As an administrator does: in order, with SIGTERM. */
  public void stop() throws InterruptedException {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() throws InterruptedException {
    if (!process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the server outlived its end");
    }
  }

  /** Whether this server can undeploy while it runs; Payara Micro ends with its application. */
  boolean undeploys() {
    return wildFly;
  }

  /** Takes the application away, in order, and the server with it where there is no other way. */
  void undeploy() throws Exception {
    if (undeploys()) {
      Files.delete(marker(".deployed"));
      Await.until("undeployed", () -> Files.exists(marker(".undeployed")));
    } else {
      stop();
    }
  }

  /** After {@link #undeploy()}. */
  void deploy() throws Exception {
    if (undeploys()) {
      Files.createFile(marker(".dodeploy"));
      Await.until("deployed", this::answers);
    } else {
      start();
    }
  }

  /** How WildFly's deployment scanner says and is told what is deployed. */
  private Path marker(String suffix) {
    return folder.resolve("wildfly/deployments/reddot.war" + suffix);
  }

  /** The server's threads with their stacks. */
  String threads() throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process dump = new ProcessBuilder(jcmd, Long.toString(process.pid()), "Thread.print").start();
    return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  private List<String> command() throws IOException {
    List<String> command = wildFly ? wildFly() : payaraMicro();
    return network == null ? command : network.asServer(command);
  }

  private List<String> payaraMicro() {
    Path config = PROJECT.resolve("server-config/payara-micro");
    List<String> command = new ArrayList<>();
    command.add(JAVA);
    command.addAll(OPTIONS);
    command.addAll(
        List.of(
            "-jar",
            System.getenv("MICRO_JAR"),
            "--nocluster",
            "--rootDir",
            folder.resolve("payara").toString(),
            "--prebootcommandfile",
            config.resolve("pre-boot.txt").toString(),
            "--postbootcommandfile",
            config.resolve("post-boot.txt").toString(),
            "--postdeploycommandfile",
            config.resolve("post-deploy.txt").toString(),
            "--deploy",
            war.toString(),
            "--contextroot",
            "reddot",
            "--port",
            Integer.toString(port)));
    return command;
  }

  /** A base folder of its own, beside the one that Arquillian's server uses. */
  private List<String> wildFly() throws IOException {
    Path home = Path.of(System.getenv("JBOSS_HOME"));
    Path base = folder.resolve("wildfly");
    if (!Files.exists(base)) {
      copy(home.resolve("standalone/configuration"), base.resolve("configuration"));
      Files.createDirectories(base.resolve("deployments"));
      Files.copy(war, base.resolve("deployments/reddot.war"));
      if (script != null) {
        configure(home, base, script);
      }
    }
    List<String> command = new ArrayList<>();
    command.add(JAVA);
    command.addAll(OPTIONS);
    // Modules that the JDK has closed and WildFly's own start script opens.
    for (String open :
        List.of(
            "java.base/java.lang",
            "java.base/java.lang.invoke",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.net",
            "java.base/java.security",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.management/javax.management",
            "java.naming/javax.naming")) {
      command.add("--add-opens=" + open + "=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            "-jar",
            home.resolve("jboss-modules.jar").toString(),
            "-mp",
            home.resolve("modules").toString(),
            "org.jboss.as.standalone",
            "-Djboss.home.dir=" + home,
            "-Djboss.server.base.dir=" + base,
            "-Djboss.bind.address=" + (network == null ? Site.LOCALHOST : "0.0.0.0"),
            "-Djboss.http.port=" + port,
            "-Djboss.https.port=" + Ports.next(),
            "-Djboss.management.http.port=" + Ports.next()));
    return command;
  }

  /** Runs one of our scripts for an administrator on the server that is to be started. */
  private static void configure(Path home, Path base, String script) throws IOException {
    ProcessBuilder cli =
        new ProcessBuilder(
            JAVA,
            "-Djboss.server.base.dir=" + base,
            "-jar",
            home.resolve("jboss-modules.jar").toString(),
            "-mp",
            home.resolve("modules").toString(),
            "org.jboss.as.cli",
            "--file=" + PROJECT.resolve("server-config/wildfly").resolve(script));
    cli.environment().put("JBOSS_HOME", home.toString());
    Process process = cli.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(script + " failed: " + said);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(script + " took too long", e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Path copy = to.resolve(from.relativize(one).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(one, copy);
      }
    }
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(one);
        }
      }
    }
  }
}
