package io.reddot.bench.history;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measures what publishers, readers and retention wait for, with logs of several sizes, on both
 * databases. Logs of an earlier run in the same folder are used again.
 *
 * <p>System properties: {@code bench.sizes} and {@code bench.databases} (lists separated by commas)
 * and {@code bench.folder}.
 */
public final class HistoryBenchmark {
  private HistoryBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(System.getProperty("bench.folder"), "history");
    List<Long> sizes =
        list("bench.sizes", "100000,1000000,10000000").stream().map(Long::valueOf).toList();
    List<String> titles = new ArrayList<>();
    Map<String, List<Double>> table = new LinkedHashMap<>();
    for (String database : list("bench.databases", "sqlite,postgresql")) {
      for (long size : sizes) {
        titles.add("%s, %,d".formatted(database, size));
        System.out.println(titles.get(titles.size() - 1));
        measure(database, size, folder.resolve(database + "-" + size))
            .forEach(
                (name, value) -> {
                  System.out.printf("  %-60s %,12.2f%n", name, value);
                  table.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
                });
      }
    }
    String report = report(titles, table);
    Files.writeString(folder.resolve("report.md"), report);
    System.out.println(report);
  }

  /** Maven passes an empty text for a property that nobody has set. */
  private static List<String> list(String property, String usual) {
    String value = System.getProperty(property, "");
    return Arrays.asList((value.isBlank() ? usual : value).split(","));
  }

  private static Map<String, Double> measure(String database, long size, Path folder)
      throws Exception {
    Files.createDirectories(folder);
    if (database.equals("sqlite")) {
      return measure("jdbc:sqlite:" + folder.resolve("reddot.db"), size);
    }
    try (EmbeddedPostgres postgres = start(folder)) {
      return measure(postgres.getJdbcUrl("postgres", "postgres"), size);
    }
  }

  private static EmbeddedPostgres start(Path folder) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder)
        .setCleanDataDirectory(false)
        .setServerConfig("max_wal_size", "4GB") // it is filled at once
        .start();
  }

  private static Map<String, Double> measure(String url, long size) throws Exception {
    long began = System.nanoTime();
    new HistoryData(url, size).make();
    new ProcessBuilder("sync").start().waitFor(); // or publishers wait for what was filled
    System.out.printf(
        "  filled or found after %,d s%n", (System.nanoTime() - began) / 1_000_000_000);
    try (HistoryMeasures measures = new HistoryMeasures(url, size)) {
      return measures.all();
    }
  }

  private static String report(List<String> titles, Map<String, List<Double>> table) {
    StringBuilder report = new StringBuilder("| | " + String.join(" | ", titles) + " |\n|---|");
    report.append("---:|".repeat(titles.size())).append('\n');
    table.forEach(
        (name, values) ->
            report.append(
                values.stream()
                    .map(value -> "%,.2f".formatted(value))
                    .collect(Collectors.joining(" | ", "| " + name + " | ", " |\n"))));
    return report.toString();
  }
}
