package io.reddot.bench.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What is installed of the distribution. Stateless. */
final class Debian {
  private Debian() {}

  /**
   * @param name of a package that is installed
   */
  static String version(String name) {
    try {
      Process query = new ProcessBuilder("dpkg-query", "-W", "-f=${Version}", name).start();
      return new String(query.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "of unknown version";
    }
  }
}
