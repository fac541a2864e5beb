package io.reddot.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The Dockerfile and the compose files agree with the repository and with the documents. */
class DockerTest {
  private static final Path FOLDER = Path.of("server-config/docker");
  private static final Set<String> BUILT = Set.of("target/reddot.war");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)");

  private static Map<?, ?> compose(String name) throws Exception {
    try (Reader file = Files.newBufferedReader(FOLDER.resolve(name))) {
      return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(file));
    }
  }

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static String deployment() throws Exception {
    return Files.readString(Markdown.FOLDER.resolve("deployment.md"));
  }

  @Test
  void theImageStartsByTheDocumentedCommand() throws Exception {
    List<String> documented =
        Markdown.document("deployment.md").blocks("sh").stream()
            .filter(each -> each.startsWith("java -jar payara-micro.jar "))
            .map(each -> each.replace("\\\n", " ").strip())
            .toList();
    assertEquals(1, documented.size());
    assertEquals(List.of(documented.get(0).split("\\s+")), Dockerfile.read().command("ENTRYPOINT"));
  }

  @Test
  void theImageGetsPayaraFromTheDocumentedAddress() throws Exception {
    List<String> sources = Dockerfile.read().sources("ADD");
    assertEquals(1, sources.size());
    assertTrue(deployment().contains(sources.get(0)), sources::toString);
  }

  @Test
  void allThatTheImageCopiesExistsAndReachesTheBuild() throws Exception {
    List<String> ignored = Files.readAllLines(FOLDER.resolve("Dockerfile.dockerignore"));
    List<String> copied = Dockerfile.read().sources("COPY");
    assertEquals("*", ignored.get(0));
    assertEquals(
        copied.stream().map(each -> "!" + each).toList(), ignored.subList(1, ignored.size()));
    for (String each : copied) {
      assertTrue(BUILT.contains(each) || Files.exists(Path.of(each)), each);
    }
    List<String> command = Dockerfile.read().command("ENTRYPOINT");
    for (String each : command.stream().filter(word -> word.contains("/")).toList()) {
      assertTrue(copied.stream().anyMatch(each::startsWith), each);
    }
  }

  @Test
  void theImageRunsWithoutRootAndIsChecked() throws Exception {
    assertEquals(List.of("reddot"), Dockerfile.read().all("USER"));
    assertEquals(1, Dockerfile.read().all("HEALTHCHECK").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yaml", "compose.nodes.yaml"})
  void allThatAComposeFileUsesExists(String name) throws Exception {
    Map<?, ?> compose = compose(name);
    Map<?, ?> services = map(compose.get("services"));
    assertTrue(!services.isEmpty(), "there are services");
    for (Object each : services.values()) {
      Map<?, ?> service = map(each);
      Map<?, ?> build = map(service.get("build"));
      if (!build.isEmpty()) {
        Path context = FOLDER.resolve(build.get("context").toString()).normalize();
        assertEquals(Path.of(""), context);
        assertEquals(
            FOLDER.resolve("Dockerfile"), context.resolve(build.get("dockerfile").toString()));
      }
      for (Object volume : list(service.get("volumes"))) {
        String source = volume.toString().split(":")[0];
        assertTrue(
            source.startsWith(".")
                ? Files.exists(FOLDER.resolve(source))
                : map(compose.get("volumes")).containsKey(source),
            source);
      }
      for (Object other : map(service.get("depends_on")).keySet()) {
        assertTrue(services.containsKey(other), other::toString);
      }
      for (Object network : map(service.get("networks")).keySet()) {
        assertTrue(map(compose.get("networks")).containsKey(network), network::toString);
      }
    }
  }

  @Test
  void nginxPassesOnToTheNodesThatThereAre() throws Exception {
    Map<?, ?> services = map(compose("compose.nodes.yaml").get("services"));
    List<String> nodes =
        Pattern.compile("server (\\w+):8080;")
            .matcher(Files.readString(FOLDER.resolve("nginx.conf")))
            .results()
            .map(match -> match.group(1))
            .toList();
    List<String> built =
        services.entrySet().stream()
            .filter(each -> map(each.getValue()).containsKey("build"))
            .map(each -> each.getKey().toString())
            .toList();
    assertEquals(built, nodes);
    Object proxy =
        map(map(map(services.get("nginx")).get("networks")).get("inside")).get("ipv4_address");
    for (String node : nodes) {
      Map<?, ?> environment = map(map(services.get(node)).get("environment"));
      assertEquals(proxy, environment.get("REDDOT_PROXIES"));
    }
  }

  @Test
  void theDocumentSetsEachVariableAndNamesEachComposeFile() throws Exception {
    String deployment = deployment();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
        assertTrue(
            deployment.contains("docker compose -f " + file + " up --build"), file::toString);
        VARIABLE
            .matcher(Files.readString(file))
            .results()
            .map(match -> "export " + match.group(1) + "=")
            .forEach(export -> assertTrue(deployment.contains(export), export));
      }
    }
  }
}
