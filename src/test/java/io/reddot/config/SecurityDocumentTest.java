package io.reddot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of the security document name tests, settings and defaults that there are. */
class SecurityDocumentTest {
  private static final Path DOCUMENT = Path.of("src/site/markdown/security.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final int CELLS = 4;
  private static final List<String> ANNOTATIONS =
      List.of("@Test", "@ParameterizedTest", "@Example", "@Property");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern SETTING = Pattern.compile("`(reddot\\.[^`]*)`(?: \\(([^)]*)\\))?");
  private static final Pattern NUMBER = Pattern.compile("\\d[\\d,]*");

  /** {@code Class}, {@code Class.method}, or {@code .method} of the class before. */
  private static final Pattern TEST = Pattern.compile("(\\w*)(?:\\.(\\w+))?");

  /** The rows of all tables, as their cells; heads are left out. */
  private static List<List<String>> rows() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("| ") && !line.startsWith("| what ")) {
        List<String> cells = Stream.of(line.substring(1).split("\\|")).map(String::strip).toList();
        assertEquals(CELLS, cells.size(), line);
        rows.add(cells);
      }
    }
    assertTrue(rows.size() > 30, "the tables were found");
    return rows;
  }

  private static Map<String, String> tests() throws IOException {
    Map<String, String> tests = new HashMap<>();
    try (Stream<Path> all = Files.walk(TESTS)) {
      for (Path file : all.filter(path -> path.toString().endsWith(".java")).toList()) {
        String name = String.valueOf(file.getFileName()).replace(".java", "");
        tests.merge(name, Files.readString(file), String::concat);
      }
    }
    return tests;
  }

  private static List<String> code(String cell) {
    return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  @Test
  void eachTestThatItNamesExists() throws Exception {
    Map<String, String> tests = tests();
    List<String> none = new ArrayList<>();
    for (List<String> row : rows()) {
      String of = "";
      for (String named : code(row.get(CELLS - 1))) {
        Matcher test = TEST.matcher(named);
        assertTrue(test.matches(), named);
        of = test.group(1).isEmpty() ? of : test.group(1);
        String method = test.group(2);
        String source = tests.getOrDefault(of, "");
        boolean there =
            ANNOTATIONS.stream().anyMatch(source::contains)
                ? method == null || source.contains(" void " + method + "(")
                : false;
        if (!there) {
          none.add(of + (method == null ? "" : "." + method));
        }
      }
    }
    assertEquals(List.of(), none);
  }

  @Test
  void eachRowNamesATestOrSaysWhichRowsItIs() throws Exception {
    for (List<String> row : rows()) {
      String test = row.get(CELLS - 1);
      assertTrue(!code(test).isEmpty() || test.startsWith("as "), row::toString);
    }
  }

  @Test
  void eachSettingThatItNamesExistsAndHasThatDefault() throws Exception {
    List<MatchResult> named = SETTING.matcher(Files.readString(DOCUMENT)).results().toList();
    assertTrue(named.size() > 30, "the settings were found");
    for (MatchResult one : named) {
      Pattern name = Pattern.compile(one.group(1).replace(".", "\\.").replace("*", "[a-z.-]*"));
      List<Setting<?>> settings =
          Catalogue.ALL.stream().filter(each -> name.matcher(each.name()).matches()).toList();
      assertTrue(!settings.isEmpty(), one.group());
      if (one.group(2) != null && NUMBER.matcher(one.group(2)).matches()) {
        assertEquals(1, settings.size(), one.group());
        assertEquals(
            Optional.of(one.group(2).replace(",", "")), settings.get(0).defaultText(), one.group());
      }
    }
  }
}
