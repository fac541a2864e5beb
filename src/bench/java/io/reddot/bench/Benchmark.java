package io.reddot.bench;

import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Puts every scenario to every server, one after the other, and all of it again for each run: a
 * noisy minute hits one run of a server, not all of them.
 */
public final class Benchmark {
  private Benchmark() {}

  /** {@link Settings} come from system properties. */
  public static void main(String[] args) throws IOException, InterruptedException {
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
    System.out.println("\nThe same is in " + file);
  }

  private static Map<Results.Subject, Measures> run(Scenario scenario, Results results)
      throws InterruptedException {
    Map<Results.Subject, Measures> run = new LinkedHashMap<>();
    for (Contender contender : Settings.servers()) {
      for (Transport transport : scenario.transports(contender)) {
        Results.Subject subject = new Results.Subject(contender, transport);
        try {
          Measures measures = measure(scenario, subject);
          run.put(subject, measures);
          System.out.printf("  %s %s%n", subject, measures);
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception e) {
          // One server that fails is a result; the others shall have theirs all the same.
          String reason =
              e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause();
          results.failed(subject, reason);
          System.out.printf("  %s %s%n", subject, reason);
        }
      }
    }
    return run;
  }

  private static Measures measure(Scenario scenario, Results.Subject subject) throws Exception {
    if (subject.contender().version() == null) {
      throw new IllegalStateException("not installed");
    }
    return scenario.run(subject.contender(), subject.transport());
  }
}
