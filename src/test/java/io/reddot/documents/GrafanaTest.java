package io.reddot.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The dashboard and the alerts use metrics that exist: those of the document, which {@code
 * MetricsIT} compares with a running server.
 */
class GrafanaTest {
  private static final Path FOLDER = Path.of("server-config/grafana");
  private static final Path DOCUMENT = Path.of("src/site/markdown/operations.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(reddot_[a-z_]+)` \\| (\\w+) \\| ([^|]*)\\|", Pattern.MULTILINE);

  private static final Pattern NAME = Pattern.compile("reddot_[a-z_]+");
  private static final Pattern LABELS =
      Pattern.compile("(reddot_[a-z_]+)\\{([^}]*)}|by \\(([^)]*)\\)");

  private static String read(String file) throws Exception {
    return Files.readString(FOLDER.resolve(file));
  }

  /** The names of all series, by the document: a histogram has three. */
  private static Set<String> series() throws Exception {
    Set<String> series = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(DOCUMENT));
    while (row.find()) {
      if (row.group(2).equals("histogram")) {
        for (String suffix : List.of("_bucket", "_count", "_sum")) {
          series.add(row.group(1) + suffix);
        }
      } else {
        series.add(row.group(1));
      }
    }
    assertFalse(series.isEmpty());
    return series;
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(text);
    while (name.find()) {
      names.add(name.group());
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dashboard.json", "alerts.yaml"})
  void everyMetricExists(String file) throws Exception {
    Set<String> unknown = names(read(file));
    assertFalse(unknown.isEmpty());
    unknown.removeAll(series());
    assertEquals(Set.of(), unknown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dashboard.json", "alerts.yaml"})
  void everyLabelExists(String file) throws Exception {
    Set<String> known = new TreeSet<>(Set.of("job", "instance", "le"));
    Matcher row = ROW.matcher(Files.readString(DOCUMENT));
    while (row.find()) {
      for (String label : row.group(3).split("[`, ]+")) {
        known.add(label);
      }
    }
    Matcher labels = LABELS.matcher(read(file));
    Set<String> used = new TreeSet<>();
    while (labels.find()) {
      String list = labels.group(2) == null ? labels.group(3) : labels.group(2);
      for (String one : list.split(",")) {
        used.add(one.split("=")[0].strip());
      }
    }
    used.removeAll(known);
    assertEquals(Set.of(), used);
  }

  @Test
  void theDashboardShowsEachMetricInAPanelOfItsOwnPlace() throws Exception {
    JsonObject dashboard;
    try (JsonReader reader = Json.createReader(new StringReader(read("dashboard.json")))) {
      dashboard = reader.readObject();
    }
    JsonArray panels = dashboard.getJsonArray("panels");
    Set<String> places = new TreeSet<>();
    StringBuilder expressions = new StringBuilder();
    for (JsonObject panel : panels.getValuesAs(JsonObject.class)) {
      JsonObject place = panel.getJsonObject("gridPos");
      assertTrue(place.getInt("x") + place.getInt("w") <= 24, panel::toString);
      places.add(place.getInt("x") + "/" + place.getInt("y"));
      for (JsonObject target : panel.getJsonArray("targets").getValuesAs(JsonObject.class)) {
        expressions.append(target.getString("expr")).append('\n');
      }
    }
    assertEquals(panels.size(), places.size());
    Set<String> missing = series();
    missing.removeIf(name -> name.endsWith("_count") || name.endsWith("_sum"));
    missing.removeAll(names(expressions.toString()));
    assertEquals(Set.of(), missing);
  }
}
