package io.reddot.bench.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Red Dot on Payara Micro, started as deployment.md says. For one thread. */
final class PayaraMicro extends RedDot {
  private static final Path JAR = Path.of(System.getProperty("bench.payara-micro"));
  private static final Path CONFIG =
      Path.of(System.getProperty("bench.project"), "server-config/payara-micro");

  PayaraMicro(Path folder, Path war) {
    super(folder, war);
  }

  @Override
  protected List<String> command() {
    List<String> command = new ArrayList<>(jvm());
    command.addAll(
        List.of(
            "-jar",
            JAR.toString(),
            "--nocluster",
            "--rootDir",
            folder().resolve("payara").toString(),
            "--prebootcommandfile",
            CONFIG.resolve("pre-boot.txt").toString(),
            "--postbootcommandfile",
            CONFIG.resolve("post-boot.txt").toString(),
            "--postdeploycommandfile",
            CONFIG.resolve("post-deploy.txt").toString(),
            "--deploy",
            war().toString(),
            "--port",
            Integer.toString(port())));
    return command;
  }
}
