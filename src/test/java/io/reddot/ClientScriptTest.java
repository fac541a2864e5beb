package io.reddot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages' scripts: their own tests, which run in Node, and what the client weighs. */
class ClientScriptTest {
  private static final Path TESTS = Path.of("src/test/js");

  /** The client in one file, as the build makes it, beside the classes. */
  private static final Path JOINED;

  private static final int LIMIT = 8 * 1024;

  static {
    try {
      Path tests =
          Path.of(
              ClientScriptTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      JOINED = tests.resolveSibling("js/reddot.min.js");
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theScriptsPassTheirTests(boolean joined) throws Exception {
    boolean there = runs("node");
    if (System.getenv("CI") != null) {
      assertTrue(there, "in CI there must be Node");
    }
    Assumptions.assumeTrue(there, "SKIPPED: the scripts are tested where there is Node");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("node", "--import", "./" + TESTS.resolve("modules.mjs"), "--test"));
    try (Stream<Path> files = Files.list(TESTS)) {
      files.map(Path::toString).filter(name -> name.endsWith(".test.mjs")).forEach(command::add);
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (joined) {
      builder.environment().put("REDDOT_CLIENT", JOINED.toString());
    }
    Process node = builder.start();
    String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(node.waitFor(180, TimeUnit.SECONDS), "Node ended");
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

  @Test
  void theClientWeighsLessThanEightKilobytes() throws Exception {
    int bytes = gzipped(Files.readAllBytes(JOINED));
    System.out.println("The client: " + bytes + " bytes gzipped");
    assertTrue(bytes > 1_000 && bytes < LIMIT, bytes + " bytes");
  }

  /**
   * The client, the bell, the list, its page and toasts. Loaded when they are needed: the style of
   * the list, languages other than English, alerts outside of the page, and the iframe transport.
   */
  @Test
  void theElementWithTheClientWeighsLessThanSixteenKilobytes() throws Exception {
    int bytes = gzipped(Files.readAllBytes(JOINED.resolveSibling("red-dot.min.js")));
    System.out.println("The element: " + bytes + " bytes gzipped");
    assertTrue(bytes > 10_000 && bytes < 16 * 1024, bytes + " bytes");
  }

  private static int gzipped(byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text);
    }
    return bytes.size();
  }
}
