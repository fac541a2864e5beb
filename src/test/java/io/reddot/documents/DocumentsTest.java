package io.reddot.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
  private static final int LINES_OF_README = 150;

  /** A file or folder of the repository, in a command or in the text. */
  private static final Pattern PATH =
      Pattern.compile("(?<![\\w/.-])(?:src|server-config|webapp|\\.ci)/[\\w./-]*[\\w/-]");

  private static final Pattern CLIENT =
      Pattern.compile("(?<=/|\\b)js/([\\w-]+?)(?:\\.min)?\\.js\\b");
  private static final Pattern PROFILE = Pattern.compile("mvn [^\\n]*?-P(\\w+)");
  private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test='?([\\w*,]+)");
  private static final Pattern PROPERTY = Pattern.compile("<(payara|wildfly)\\.version>([^<]+)");

  private static Set<String> classes() throws Exception {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws Exception {
    Map<Path, Markdown> known = new HashMap<>();
    for (Markdown each : Markdown.all()) {
      known.put(each.path(), each);
    }
    List<String> broken = new ArrayList<>();
    for (Markdown each : known.values()) {
      for (String target : each.targets()) {
        String[] parts = target.split("#", 2);
        if (target.contains(":")) {
          continue; // another site
        }
        Path file =
            parts[0].isEmpty() ? each.path() : each.path().resolveSibling(parts[0]).normalize();
        Markdown linked = known.get(file);
        boolean found = Files.exists(file);
        if (parts.length == 2) {
          found = linked != null && linked.anchors().contains(parts[1]);
        }
        if (!found) {
          broken.add(each + ": " + target);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void theIndexAndReadmeLinkEveryDocument() throws Exception {
    Set<Path> all = new HashSet<>();
    Set<Path> linked = new HashSet<>();
    Set<Path> linkedByReadme = new HashSet<>();
    for (Markdown each : Markdown.all()) {
      all.add(each.path());
      for (String target : each.targets()) {
        Path file = each.path().resolveSibling(target.replaceFirst("#.*", "")).normalize();
        if (each.path().endsWith("index.md")) {
          linked.add(file);
        } else if (each.path().equals(Markdown.README)) {
          linkedByReadme.add(file);
        }
      }
    }
    all.removeAll(List.of(Markdown.README, Markdown.FOLDER.resolve("index.md")));
    assertTrue(linked.containsAll(all), () -> "all of " + all + " in " + linked);
    assertTrue(linkedByReadme.containsAll(all), () -> "all of " + all + " in " + linkedByReadme);
  }

  @Test
  void readmeStaysAFrontPage() throws Exception {
    long lines = Files.readString(Markdown.README).lines().count();
    assertTrue(lines <= LINES_OF_README, lines + " lines");
  }

  @Test
  void everyFileOfTheRepositoryThatCodeNamesExists() throws Exception {
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (Markdown each : Markdown.all()) {
      for (String code : each.code()) {
        for (String named : all(PATH, code, 0)) {
          found++;
          if (!Files.exists(Path.of(named))) {
            missing.add(each + ": " + named);
          }
        }
        for (String script : all(CLIENT, code, 1)) {
          found++;
          if (!Files.exists(Path.of("webapp/js", script + ".js"))) {
            missing.add(each + ": " + script);
          }
        }
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(found > 40, "the files were found");
  }

  @Test
  void everyMavenCommandNamesProfilesAndTestsThatExist() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    Set<String> classes = classes();
    List<String> missing = new ArrayList<>();
    for (Markdown each : Markdown.all()) {
      for (String code : each.code()) {
        for (String profile : all(PROFILE, code, 1)) {
          if (!pom.contains("<id>" + profile + "</id>")) {
            missing.add(each + ": -P" + profile);
          }
        }
        for (String tests : all(TEST, code, 1)) {
          for (String test : tests.split(",")) {
            Pattern name = Pattern.compile(test.replace("*", "\\w*"));
            if (classes.stream().noneMatch(one -> name.matcher(one).matches())) {
              missing.add(each + ": " + test);
            }
          }
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void theVersionsOfTheServersAreThoseOfTheBuild() throws Exception {
    String deployment = Files.readString(Markdown.FOLDER.resolve("deployment.md"));
    Matcher version = PROPERTY.matcher(Files.readString(Path.of("pom.xml")));
    int found = 0;
    while (version.find()) {
      found++;
      String artifact = version.group(1).equals("payara") ? "payara-micro" : "wildfly-dist";
      assertTrue(deployment.contains(":" + artifact + ":" + version.group(2)), version::group);
    }
    assertEquals(2, found);
  }

  @Test
  void everyScriptParses(@TempDir Path folder) throws Exception {
    Path script = folder.resolve("script.mjs");
    int found = 0;
    for (Markdown each : Markdown.all()) {
      for (String block : each.blocks("js")) {
        found++;
        Files.writeString(script, block);
        Process node =
            new ProcessBuilder("node", "--check", script.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(node.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, node.waitFor(), each + ": " + said);
      }
    }
    assertTrue(found > 4, "the scripts were found");
  }

  @Test
  void everyJsonTextParses() throws Exception {
    for (Markdown each : Markdown.all()) {
      for (String block : each.blocks("json")) {
        try (JsonReader reader = Json.createReader(new StringReader(block))) {
          assertFalse(reader.readObject().isEmpty(), block);
        }
      }
    }
  }

  private static List<String> all(Pattern pattern, String text, int group) {
    return pattern.matcher(text).results().map(match -> match.group(group)).toList();
  }
}
