package io.reddot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The pages' scripts: their own tests, which run in Node, and what they weigh. */
class ClientScriptTest {
  private static final Path SCRIPTS = Path.of("webapp/js");
  private static final Path TESTS = Path.of("src/test/js");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]*'\\./([\\w-]+\\.js)';");
  private static final Pattern COMMENT =
      Pattern.compile("/\\*.*?\\*/|^\\s*//[^\\n]*\\n", Pattern.DOTALL | Pattern.MULTILINE);
  private static final int LIMIT = 8 * 1024;

  @Test
  void theScriptsPassTheirTests() throws Exception {
    boolean there = Stream.of("node").allMatch(ClientScriptTest::runs);
    if (System.getenv("CI") != null) {
      assertTrue(there, "in CI there must be Node");
    }
    Assumptions.assumeTrue(there, "SKIPPED: the scripts are tested where there is Node");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("node", "--import", "./" + TESTS.resolve("modules.mjs"), "--test"));
    try (Stream<Path> files = Files.list(TESTS)) {
      files.map(Path::toString).filter(name -> name.endsWith(".test.mjs")).forEach(command::add);
    }
    Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(node.waitFor(60, TimeUnit.SECONDS), "Node ended");
    assertEquals(0, node.exitValue(), said);
    assertTrue(Pattern.compile("# pass [1-9]").matcher(said).find(), said);
  }

  private static boolean runs(String command) {
    try {
      return new ProcessBuilder(command, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** As loaded by a page: all modules that are there before it can run, each by itself. */
  @Test
  void theClientWeighsLessThanEightKilobytes() throws Exception {
    int bare = 0;
    int whole = 0;
    for (String name : loadedBy("reddot.js", new LinkedHashSet<>())) {
      String source = Files.readString(SCRIPTS.resolve(name));
      whole += gzipped(source);
      bare += gzipped(COMMENT.matcher(source).replaceAll("").replaceAll("\\s*\\n\\s*", "\n"));
    }
    System.out.println(
        "The client: " + bare + " bytes gzipped, " + whole + " with comments and indentation");
    assertTrue(bare > 0 && bare < LIMIT, bare + " bytes");
  }

  private static Set<String> loadedBy(String name, Set<String> known) throws IOException {
    if (known.add(name)) {
      List<MatchResult> imports =
          IMPORT.matcher(Files.readString(SCRIPTS.resolve(name))).results().toList();
      for (MatchResult each : imports) {
        loadedBy(each.group(1), known);
      }
    }
    return known;
  }

  private static int gzipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.size();
  }
}
