package io.reddot.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Red Dot on WildFly as it comes, in a base folder of its own. For one thread. */
final class WildFly extends RedDot {
  private static final Path HOME = Path.of(System.getProperty("bench.wildfly"));

  /** Modules that the JDK has closed and WildFly's own start script opens. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.io",
          "java.base/java.net",
          "java.base/java.security",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.management/javax.management",
          "java.naming/javax.naming");

  WildFly(Path folder, Path war) {
    super(folder, war);
  }

  @Override
  protected List<String> command() throws IOException {
    Path base = folder().resolve("wildfly");
    copy(HOME.resolve("standalone/configuration"), base.resolve("configuration"));
    Files.createDirectories(base.resolve("deployments"));
    Files.copy(war(), base.resolve("deployments/reddot.war"));
    List<String> command = new ArrayList<>(jvm());
    OPENED.forEach(packages -> command.add("--add-opens=" + packages + "=ALL-UNNAMED"));
    command.addAll(
        List.of(
            "-jar",
            HOME.resolve("jboss-modules.jar").toString(),
            "-mp",
            HOME.resolve("modules").toString(),
            "org.jboss.as.standalone",
            "-Djboss.home.dir=" + HOME,
            "-Djboss.server.base.dir=" + base,
            "-Djboss.http.port=" + port(),
            "-Djboss.https.port=" + freePort(),
            "-Djboss.management.http.port=" + freePort()));
    return command;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Path copy = to.resolve(from.relativize(one).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(one, copy);
      }
    }
  }
}
