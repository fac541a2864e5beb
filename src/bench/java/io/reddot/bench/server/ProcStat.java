package io.reddot.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Linux tells of a process under {@code /proc}. Stateless. */
public final class ProcStat {
  /** USER_HZ is 100 wherever Linux runs. */
  private static final int MILLIS_A_TICK = 10;

  private static final int UTIME = 11; // counted from the field after the command
  private static final int STIME = 12;

  // Columns of the first line of /proc/stat.
  private static final int USER = 1;
  private static final int NICE = 2;
  private static final int SYSTEM = 3;
  private static final int STEAL = 8;

  /** How Linux abbreviates the name of such a thread. */
  private static final Pattern COMPILER = Pattern.compile("\\(C[12] Compiler");

  private ProcStat() {}

  /** CPU time of all of its threads, the ended ones too, in user and kernel mode. */
  public static Duration cpu(long pid) throws IOException {
    return cpu(Files.readString(Path.of("/proc/" + pid + "/stat")));
  }

  private static Duration cpu(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    return Duration.ofMillis(ticks * MILLIS_A_TICK);
  }

  /**
   * CPU time of the threads of a JVM that compile. One that has ended is not counted any more; the
   * JVM ends those that it does not need.
   */
  public static Duration compilers(long pid) throws IOException {
    Duration sum = Duration.ZERO;
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid, "task"))) {
      for (Path thread : threads.toList()) {
        sum = sum.plus(compiler(thread));
      }
    }
    return sum;
  }

  private static Duration compiler(Path thread) throws IOException {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return COMPILER.matcher(stat).find() ? cpu(stat) : Duration.ZERO;
    } catch (NoSuchFileException e) {
      return Duration.ZERO; // it has ended meanwhile
    }
  }

  /**
   * CPU time of all processes of the machine, in user and kernel mode, and what a hypervisor took
   * away. Interrupts are not in it: they belong to no process.
   */
  public static Duration machine() throws IOException {
    String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
    long ticks = 0;
    for (int field : new int[] {USER, NICE, SYSTEM, STEAL}) {
      ticks += Long.parseLong(fields[field]);
    }
    return Duration.ofMillis(ticks * MILLIS_A_TICK);
  }

  /** Resident memory in bytes. */
  public static long memory(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("process " + pid + " has ended");
  }

  public static int threads(long pid) throws IOException {
    return entries(pid, "task");
  }

  /** Open files and sockets. */
  public static int descriptors(long pid) throws IOException {
    return entries(pid, "fd");
  }

  private static int entries(long pid, String folder) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid, folder))) {
      return (int) entries.count();
    }
  }

  /** The processor's name. */
  public static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("unknown");
  }
}
