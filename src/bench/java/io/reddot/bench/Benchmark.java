package io.reddot.bench;

import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Puts every scenario to every server, one after the other, and all of it again for each run: a
 * noisy minute affects one run of a server, not all of them.
 */
public final class Benchmark {
  private static final int SOME_ROW_REFUSED = 1;

  private Benchmark() {}

  /** {@link Settings} come from system properties. */
  public static void main(String[] args) throws IOException, InterruptedException {
    long began = System.nanoTime();
    Path file = Settings.folder().resolve("report.md");
    Report report = new Report();
    for (int run = 1; run <= Settings.runs(); run++) {
      for (Scenario scenario : Settings.scenarios()) {
        System.out.printf("run %d, %s: %s%n", run, scenario, scenario.description());
        Results results = report.of(scenario);
        results.add(run(scenario, results));
        report.write(file); // a long benchmark that is ended early has something to show
      }
    }
    System.out.println();
    System.out.print(report.text());
    System.out.printf(
        "%nThis took %d s and is in %s%n", (System.nanoTime() - began) / 1_000_000_000, file);
    if (report.hasRefusedRows()) {
      System.out.println("Some rows were refused: the table says why.");
      System.exit(SOME_ROW_REFUSED);
    }
  }

  private static Map<Results.Subject, Measures> run(Scenario scenario, Results results)
      throws InterruptedException {
    Map<Results.Subject, Measures> run = new LinkedHashMap<>();
    for (Contender contender : Settings.servers()) {
      Server server = null;
      for (Transport transport : scenario.transports(contender)) {
        Results.Subject subject = new Results.Subject(contender, transport);
        try {
          if (server == null) {
            server = contender.start(Settings.work());
            if (contender.isJava()) {
              scenario.warm(server, transport);
            }
          }
          Measures measures = scenario.run(server, transport);
          run.put(subject, measures);
          System.out.printf("  %s %s%n", subject, measures);
          if (!scenario.sharesServer()) {
            server = closed(server);
          }
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception e) {
          // One server that fails is a result; the others are measured all the same.
          String reason =
              e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause();
          results.refused(subject, reason);
          System.out.printf("  %s REFUSED: %s%n", subject, reason);
          server = closed(server);
        }
      }
      closed(server);
    }
    return run;
  }

  /** Returns null, which stands for a server that is not running. */
  private static Server closed(Server server) throws InterruptedException {
    if (server != null) {
      server.close();
    }
    return null;
  }
}
