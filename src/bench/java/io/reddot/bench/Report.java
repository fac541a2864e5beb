package io.reddot.bench;

import io.reddot.bench.server.Contender;
import io.reddot.bench.server.ProcStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What was measured, in Markdown. For one thread. */
final class Report {
  private final Map<Scenario, Results> results = new LinkedHashMap<>();

  Results of(Scenario scenario) {
    return results.computeIfAbsent(scenario, any -> new Results());
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text());
  }

  String text() throws IOException {
    StringBuilder text = new StringBuilder("# Benchmark\n\n").append(circumstances());
    results.forEach(
        (scenario, measured) -> {
          text.append("\n## ").append(scenario).append("\n\n");
          text.append(scenario.description()).append("\n\n");
          table(measured, text);
        });
    return text.toString();
  }

  private static String circumstances() throws IOException {
    return ("%s; %d processors (%s), Linux %s; JDK %s (%s) for the load, Red Dot and the peers alike;"
            + " medians of %d run(s). %s.\n")
        .formatted(
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            Runtime.getRuntime().availableProcessors(),
            ProcStat.processor(),
            System.getProperty("os.version"),
            Runtime.version(),
            System.getProperty("java.vendor"),
            Settings.runs(),
            Settings.servers().stream().map(Report::withVersion).collect(Collectors.joining(", ")));
  }

  private static String withVersion(Contender contender) {
    String version = contender.version();
    return contender + " " + (version == null ? "(not installed)" : version);
  }

  /** Whether a row is empty because all of its runs were refused. */
  boolean hasRefusedRows() {
    return results.values().stream()
        .anyMatch(
            measured -> !measured.medians().keySet().containsAll(measured.refusals().keySet()));
  }

  private static void table(Results measured, StringBuilder text) {
    Map<Results.Subject, Measures> medians = measured.medians();
    Map<Results.Subject, Set<String>> refusals = measured.refusals();
    SortedSet<Results.Subject> subjects = new TreeSet<>(medians.keySet());
    subjects.addAll(refusals.keySet());
    Set<String> columns = new LinkedHashSet<>();
    medians.values().forEach(measures -> columns.addAll(measures.values().keySet()));
    List<List<String>> lines = new ArrayList<>();
    List<String> titles = new ArrayList<>(List.of("server", "transport"));
    titles.addAll(columns);
    titles.add("notes");
    lines.add(titles);
    for (Results.Subject subject : subjects) {
      Measures measures = medians.getOrDefault(subject, new Measures());
      List<String> notes = new ArrayList<>(measures.notes());
      if (refusals.containsKey(subject)) {
        String refused = medians.containsKey(subject) ? "a run was refused: " : "REFUSED: ";
        notes.add(refused + String.join(", ", refusals.get(subject)));
      }
      List<String> line = new ArrayList<>();
      line.add(subject.contender().toString());
      line.add(subject.transport().toString());
      columns.forEach(column -> line.add(cell(measures.values().get(column))));
      line.add(String.join("; ", notes));
      lines.add(line);
    }
    align(lines, text);
  }

  private static String cell(Double value) {
    if (value == null || value.isNaN()) {
      return "";
    }
    boolean whole = value >= 1000 || value == Math.rint(value);
    return String.format(Locale.ROOT, whole ? "%,.0f" : value >= 100 ? "%.0f" : "%.2f", value);
  }

  /** Numbers to the right. */
  private static void align(List<List<String>> lines, StringBuilder text) {
    int columns = lines.get(0).size();
    int[] widths = new int[columns];
    lines.forEach(
        line -> {
          for (int i = 0; i < columns; i++) {
            widths[i] = Math.max(widths[i], line.get(i).length());
          }
        });
    for (int row = 0; row < lines.size(); row++) {
      for (int i = 0; i < columns; i++) {
        String cell = lines.get(row).get(i);
        String space = " ".repeat(widths[i] - cell.length());
        text.append("| ").append(i < 2 ? cell + space : space + cell).append(' ');
      }
      text.append("|\n");
      if (row == 0) {
        for (int i = 0; i < columns; i++) {
          text.append('|').append("-".repeat(widths[i] + 1)).append(i < 2 ? '-' : ':');
        }
        text.append("|\n");
      }
    }
  }
}
