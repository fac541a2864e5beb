package io.reddot.bench.server;

import io.reddot.bench.load.Client;
import io.reddot.bench.load.Publication;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A server in a process of its own, on a free port of 127.0.0.1 and in an empty folder. For one
 * thread.
 */
public abstract class Server implements AutoCloseable {
  private static final Pattern HEAP = Pattern.compile("total (\\d+)K, used (\\d+)K");
  private static final Duration START = Duration.ofMinutes(3);

  private final Path folder;
  private final int port = freePort();
  private Process process;

  /**
   * @param folder made empty; holds the server's data and its log
   */
  protected Server(Path folder) {
    this.folder = folder;
  }

  /** What starts it. The folder is there. */
  protected abstract List<String> command() throws IOException;

  protected Map<String, String> environment() {
    return Map.of();
  }

  /** Whether it can be used; an exception says that it cannot yet, too. */
  protected abstract boolean isReady() throws IOException;

  /** A client that gets everything that is published from now on. */
  public abstract Client subscriber(Transport transport);

  /** The same from {@code after} on, a cursor. */
  public Client subscriber(Transport transport, String after) {
    throw new UnsupportedOperationException("there is no cursor");
  }

  /** Of whoever has everything that was published; null: the server has no such thing. */
  public String cursor() throws IOException {
    return null;
  }

  /** The number of clients that the server counts; not a number where it does not say. */
  public double sessions() throws IOException {
    return Double.NaN;
  }

  /** Until the server, where it says so, believes to have no clients any more; or patience ends. */
  public final void awaitNobody(Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (sessions() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(1000);
    }
  }

  public abstract Publication publication();

  /** By clients that speak {@code transport}. */
  public Publication publication(Transport transport) {
    return publication();
  }

  /** The server answers; for what must be asked of it before anything else. */
  protected void started() throws IOException {}

  /** Until it can be used. */
  public final void start() throws IOException, InterruptedException {
    delete(folder);
    Files.createDirectories(folder);
    File log = folder.resolve("server.log").toFile();
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.environment().putAll(environment());
    builder.redirectErrorStream(true).redirectOutput(log);
    process = builder.start();
    Process child = process;
    Runtime.getRuntime().addShutdownHook(new Thread(child::destroyForcibly));
    long deadline = System.nanoTime() + START.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("the server did not start: see " + log);
      }
      Thread.sleep(100);
    }
    started();
  }

  private boolean answers() {
    try {
      return isReady();
    } catch (IOException e) {
      return false;
    }
  }

  /** There is something at {@code path}. */
  protected final boolean exists(String path) throws IOException {
    return get(path).getResponseCode() != 404;
  }

  protected final HttpURLConnection get(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(1000);
    connection.setReadTimeout(10_000);
    return connection;
  }

  public final int port() {
    return port;
  }

  /** Where subscribers connect. */
  public int port(Transport transport) {
    return port;
  }

  public final Path folder() {
    return folder;
  }

  /** CPU time of the process and its children. */
  public final Duration cpu() throws IOException {
    Duration sum = Duration.ZERO;
    for (long pid : pids().toArray()) {
      sum = sum.plus(ProcStat.cpu(pid));
    }
    return sum;
  }

  /** CPU time that the process and its children, if they are JVMs, have used to compile. */
  public final Duration compilers() throws IOException {
    Duration sum = Duration.ZERO;
    for (long pid : pids().toArray()) {
      sum = sum.plus(ProcStat.compilers(pid));
    }
    return sum;
  }

  /** Resident memory in bytes, of the process and its children. */
  public final long memory() throws IOException {
    long sum = 0;
    for (long pid : pids().toArray()) {
      sum += ProcStat.memory(pid);
    }
    return sum;
  }

  /** Of the process and its children. */
  public final int threads() throws IOException {
    int sum = 0;
    for (long pid : pids().toArray()) {
      sum += ProcStat.threads(pid);
    }
    return sum;
  }

  /** Open files and sockets of the process and its children. */
  public final int descriptors() throws IOException {
    int sum = 0;
    for (long pid : pids().toArray()) {
      sum += ProcStat.descriptors(pid);
    }
    return sum;
  }

  private LongStream pids() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .mapToLong(ProcessHandle::pid);
  }

  /** The JDK's {@code jcmd} on the server; without effect where that is no JVM. */
  public String jcmd(String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(java("jcmd"), Long.toString(process.pid()), command)
            .redirectErrorStream(true)
            .start();
    String answer = new String(jcmd.getInputStream().readAllBytes());
    jcmd.waitFor();
    return answer;
  }

  /** Used heap after a garbage collection, in megabytes; not a number where there is no JVM. */
  public final double heap() throws IOException, InterruptedException {
    jcmd("GC.run");
    Matcher heap = HEAP.matcher(jcmd("GC.heap_info"));
    return heap.find() ? Long.parseLong(heap.group(2)) / 1024.0 : Double.NaN;
  }

  /**
   * Resident memory in bytes after a garbage collection, without the free part of a JVM's heap: how
   * much of that there is, is the collector's choice and no server's need.
   */
  public final long liveMemory() throws IOException, InterruptedException {
    jcmd("GC.run");
    Matcher heap = HEAP.matcher(jcmd("GC.heap_info"));
    long free = heap.find() ? Long.parseLong(heap.group(1)) - Long.parseLong(heap.group(2)) : 0;
    return memory() - free * 1024;
  }

  /**
   * The JVM, with what all of them are given: the same heap, and all of it resident, so that {@link
   * #liveMemory()} can tell what is free. And from the start: a heap that grows has its new half a
   * gigabyte made resident in one pause of the collector, which is no server's latency.
   */
  protected static List<String> jvm() {
    List<String> command =
        new ArrayList<>(List.of(java("java"), "-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"));
    String more = System.getProperty("bench.jvm-options", "");
    if (!more.isBlank()) {
      command.addAll(List.of(more.strip().split("\\s+")));
    }
    return command;
  }

  private static String java(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  @Override
  public final void close() throws InterruptedException {
    if (process != null) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }

  protected static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(one);
        }
      }
    }
  }
}
