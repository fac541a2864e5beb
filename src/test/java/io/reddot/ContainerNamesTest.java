package io.reddot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing but {@code container} names a container; comments may, and the texts of settings do. */
class ContainerNamesTest {
  private static final Path SOURCES = Path.of("src/main/java/io/reddot");
  private static final List<Path> MAY =
      List.of(SOURCES.resolve("container"), SOURCES.resolve("config"));

  private static final Pattern NAME =
      Pattern.compile(
          "payara|wildfly|tyrus|undertow|jersey|resteasy|grizzly|glassfish|jboss|weld",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern COMMENT =
      Pattern.compile("/\\*.*?\\*/|//[^\n\"]*$", Pattern.DOTALL | Pattern.MULTILINE);

  private static boolean namesContainer(Path source) {
    try {
      String code = COMMENT.matcher(Files.readString(source)).replaceAll("");
      return NAME.matcher(code).find() || NAME.matcher(source.getFileName().toString()).find();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> all = Files.walk(SOURCES)) {
      return all.filter(path -> path.toString().endsWith(".java")).toList();
    }
  }

  @Test
  void nothingButContainerNamesAContainer() throws IOException {
    assertFalse(sources().isEmpty());
    assertEquals(
        List.of(),
        sources().stream()
            .filter(source -> MAY.stream().noneMatch(source::startsWith))
            .filter(ContainerNamesTest::namesContainer)
            .toList());
  }
}
