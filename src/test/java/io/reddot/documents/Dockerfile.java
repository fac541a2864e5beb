package io.reddot.documents;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Dockerfile, read far enough for what it contains. Immutable. */
public final class Dockerfile {
  private static final Path FILE = Path.of("server-config/docker/Dockerfile");

  /** Without comments, one instruction each. */
  private final List<String> instructions;

  private Dockerfile(List<String> instructions) {
    this.instructions = instructions;
  }

  public static Dockerfile read() throws IOException {
    String text = Files.readString(FILE).replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n\\s*", "");
    return new Dockerfile(text.lines().filter(line -> !line.isBlank()).toList());
  }

  /** The arguments of each instruction of a kind. */
  List<String> all(String kind) {
    return instructions.stream()
        .filter(each -> each.startsWith(kind + " "))
        .map(each -> each.substring(kind.length() + 1).strip())
        .toList();
  }

  /** What an instruction copies: all but its options and its last word. */
  List<String> sources(String kind) {
    return all(kind).stream().flatMap(Dockerfile::copied).toList();
  }

  private static Stream<String> copied(String arguments) {
    List<String> words =
        Stream.of(arguments.split("\\s+")).filter(word -> !word.startsWith("--")).toList();
    return words.subList(0, words.size() - 1).stream();
  }

  /** The checksum of what is downloaded. */
  public String sha256() {
    return all("ADD").get(0).replaceFirst(".*sha256:(\\w+).*", "$1");
  }

  /** The words of a command in JSON, which ends the only instruction of a kind. */
  public List<String> command(String kind) {
    String instruction = all(kind).get(0);
    String json = instruction.substring(instruction.indexOf('['));
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      return reader.readArray().getValuesAs(JsonString::getString);
    }
  }
}
