package io.reddot.bench;

import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What is to be measured: system properties that begin with {@code bench.}. Immutable. */
final class Settings {
  private Settings() {}

  /** Whether to measure one table in minutes, not everything in hours. */
  static boolean quick() {
    return Boolean.parseBoolean(property("bench.quick", "false"));
  }

  static List<Contender> servers() {
    List<Contender> all = Arrays.asList(Contender.values());
    return chosen("bench.servers", all, quick() ? Contender.ONE_OF_EACH_KIND : Contender.USUAL);
  }

  /** Those of the server that are wanted. */
  static Stream<Transport> transports(Contender contender) {
    return transports(contender.transports());
  }

  /** Those of {@code some} that are to be measured. */
  static Stream<Transport> transports(List<Transport> some) {
    List<Transport> all = Arrays.asList(Transport.values());
    List<Transport> chosen = chosen("bench.transports", all, all);
    return some.stream().filter(chosen::contains);
  }

  static List<Scenario> scenarios() {
    return chosen(
        "bench.scenario", Scenario.ALL, quick() ? List.of(Scenario.TABLE) : Scenario.USUAL);
  }

  private static <T> List<T> chosen(String property, Collection<T> all, List<T> usual) {
    List<String> names = Arrays.asList(property(property, "").split(","));
    List<T> chosen =
        names.equals(List.of(""))
            ? usual
            : all.stream().filter(one -> names.contains(one.toString())).toList();
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(property + " is some of " + all);
    }
    return chosen;
  }

  static int runs() {
    return number("bench.runs", quick() ? 1 : 3);
  }

  /**
   * @param usual what the scenario has if nobody says otherwise
   */
  static int clients(int usual) {
    return number("bench.clients", usual);
  }

  /** Selectors of the load. */
  static int threads() {
    return number("bench.threads", 1);
  }

  /** Messages a second, of the scenarios that measure at several rates: the first warms up, too. */
  static List<Integer> rates() {
    return Arrays.stream(property("bench.rate", "50,10").split(","))
        .map(String::strip)
        .map(Integer::valueOf)
        .toList();
  }

  /** How often {@link RateScenario} halves the last step. */
  static int refinements() {
    return quick() ? 2 : 3;
  }

  /** Messages a second. */
  static int rate(int usual) {
    return property("bench.rate", "").isEmpty() ? usual : rates().get(0);
  }

  /** Of what is published, in bytes. */
  static int messageBytes(int usual) {
    return number("bench.bytes", usual);
  }

  /** Of all that is published together, in millions of bytes. */
  static int megabytes(int usual) {
    return number("bench.megabytes", usual);
  }

  static Duration warmUp() {
    return Duration.ofSeconds(number("bench.warm-up", quick() ? 8 : 40));
  }

  /** How long is measured. */
  static Duration duration(int usual) {
    return Duration.ofSeconds(number("bench.seconds", usual));
  }

  static Duration duration(int usual, int quick) {
    return duration(quick() ? quick : usual);
  }

  /** Where servers keep what is theirs. */
  static Path work() {
    return folder().resolve("work");
  }

  /** Where the report is written. */
  static Path folder() {
    return Path.of(Objects.requireNonNull(System.getProperty("bench.folder"), "bench.folder"));
  }

  private static int number(String property, int usual) {
    return Integer.parseInt(property(property, Integer.toString(usual)));
  }

  /** Maven hands over what nobody has set as empty text. */
  private static String property(String name, String usual) {
    String value = System.getProperty(name, "");
    return value.isBlank() ? usual : value.strip();
  }
}
