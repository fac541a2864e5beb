package io.reddot.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reddot.documents.Markdown;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.OneServer;
import io.reddot.fixture.ServerSettings;
import io.reddot.fixture.Site;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.ResponseEntity;

/** Runs the code of the quick start, as it stands in the document. */
@Tag(OneServer.TAG)
class QuickStartIT extends DeployedWar {
  private static final Principal ALICE = () -> "alice";

  @TempDir private Path folder;
  private Map<String, String> files;
  private URLClassLoader loader;

  @BeforeEach
  void write() throws Exception {
    files = Markdown.document("quick-start.md").files();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
  }

  @AfterEach
  void close() throws Exception {
    loader.close();
  }

  private String address() {
    return site().uri("").toString().replaceFirst("/$", "");
  }

  @ParameterizedTest
  @CsvSource({"node, notify.mjs, From Node", "python3, notify.py, From Python"})
  void programsPublishAndIssueTokens(String interpreter, String program, String text)
      throws Exception {
    assertAliceGets(text, run(interpreter, program));
  }

  @Test
  void soDoesPhp() throws Exception {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "php")));
    if (System.getenv("CI") == null) {
      assumeTrue(there, "php is not installed");
    }
    assertAliceGets("From PHP", run("php", "notify.php"));
  }

  /** In demo mode, on the server's own machine. */
  @Test
  void theShellCommandsPublish() throws Exception {
    List<String> commands =
        Stream.of(Markdown.readme(), Markdown.document("quick-start.md"))
            .flatMap(each -> each.blocks("sh").stream())
            .filter(each -> each.startsWith("TOKEN="))
            .toList();
    assertEquals(2, commands.size());
    for (String each : commands) {
      String said = run("bash", "-c", each.replace("http://localhost:8080/reddot", address()));
      assertFalse(Site.object(said).getString("cursor").isEmpty(), said);
    }
  }

  /** What it prints. */
  private String run(String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("REDDOT_URL", address());
    builder.environment().put("REDDOT_JWT_SECRET", ServerSettings.SECRET);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.strip();
  }

  @Test
  void theServletIssuesTokensAndItsClassPublishes() throws Exception {
    compile("RedDot.java", "TokenServlet.java");
    Class<?> type = loader.loadClass("com.example.RedDot");
    Object redDot =
        type.getConstructor(String.class, String.class)
            .newInstance(address(), ServerSettings.SECRET);
    type.getMethod("publish", String.class, JsonObject.class)
        .invoke(
            redDot,
            "user/alice",
            Json.createObjectBuilder().add("title", "Hello").add("text", "From Java").build());
    assertAliceGets("From Java", answer("alice"));
    assertEquals("error 401", answer());
  }

  /**
   * Returns what the servlet answers, in a JVM whose environment has the key, as a server's has.
   */
  private String answer(String... user) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = folder + File.pathSeparator + System.getProperty("java.class.path");
    return run(
        Stream.concat(
                Stream.of(java, "-cp", classes, TokenServletCall.class.getName()), Stream.of(user))
            .toArray(String[]::new));
  }

  @Test
  void theSpringControllerIssuesTokensAndPublishes() throws Exception {
    compile("RedDotController.java");
    Class<?> type = loader.loadClass("com.example.RedDotController");
    Object controller =
        type.getConstructor(String.class, String.class)
            .newInstance(address(), ServerSettings.SECRET);
    type.getMethod("publish", String.class, Object.class)
        .invoke(controller, "user/alice", Map.of("title", "Hello", "text", "From Spring"));
    ResponseEntity<?> answer =
        (ResponseEntity<?>) type.getMethod("token", Principal.class).invoke(controller, ALICE);
    assertEquals("no-store", answer.getHeaders().getCacheControl());
    assertAliceGets("From Spring", String.valueOf(answer.getBody()));
  }

  private void compile(String... names) {
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-parameters", "-Xlint:all"));
    arguments.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    arguments.addAll(List.of("-d", folder.toString()));
    for (String name : names) {
      assertTrue(files.containsKey(name), name);
      arguments.add(folder.resolve(name).toString());
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertEquals(0, status, "javac");
  }

  private void assertAliceGets(String text, String token) throws Exception {
    HttpResponse<String> response = site().as(token).get("api/inbox?limit=200");
    assertEquals(200, response.statusCode(), response.body());
    List<JsonObject> data =
        Site.object(response.body()).getJsonArray("messages").getValuesAs(JsonObject.class).stream()
            .map(message -> message.get("data"))
            .filter(JsonObject.class::isInstance)
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("text", "").equals(text))
            .toList();
    assertEquals(1, data.size(), response.body());
    assertEquals("Hello", data.get(0).getString("title"));
  }
}
