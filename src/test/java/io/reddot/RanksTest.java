package io.reddot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The ranks of the design: a package imports only those on a lower rank, never sideways. */
@AnalyzeClasses(packages = "io.reddot", importOptions = ImportOption.DoNotIncludeTests.class)
class RanksTest {
  /** From the lowest rank to the highest. */
  private static final List<List<String>> RANKS =
      List.of(
          List.of("message"),
          List.of("json", "container", "health", "metrics", "trace"),
          List.of("config"),
          List.of("log", "session", "web"),
          List.of("access"),
          List.of("audit"),
          List.of("hub"),
          List.of("publish", "inbox", "admission", "presence", "retained"),
          List.of("transport"),
          List.of("ops"));

  @ArchTest static final ArchRule ranks = ranks();

  private static ArchRule ranks() {
    LayeredArchitecture architecture = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : RANKS.stream().flatMap(List::stream).toList()) {
      architecture = architecture.layer(name).definedBy("io.reddot." + name + "..");
    }
    List<String> lower = new ArrayList<>();
    for (List<String> rank : RANKS) {
      for (String name : rank) {
        architecture =
            lower.isEmpty()
                ? architecture.whereLayer(name).mayNotAccessAnyLayer()
                : architecture.whereLayer(name).mayOnlyAccessLayers(lower.toArray(String[]::new));
      }
      lower.addAll(rank);
    }
    return architecture;
  }

  @ArchTest
  static final ArchRule everyClassHasARank =
      noClasses()
          .that()
          .resideInAPackage("io.reddot..")
          .should()
          .resideOutsideOfPackages(
              RANKS.stream()
                  .flatMap(List::stream)
                  .map(name -> "io.reddot." + name + "..")
                  .toArray(String[]::new));

  /** Deleting a feature's folder leaves an application without it, which compiles. */
  @ArchTest
  static final ArchRule nobodyImportsAFeature =
      CompositeArchRule.of(
          Stream.of(
                  "inbox",
                  "admission",
                  "presence",
                  "retained",
                  "transport.poll",
                  "transport.iframe",
                  "transport.sse",
                  "transport.websocket",
                  "transport.mqtt",
                  "ops")
              .map(name -> "io.reddot." + name + "..")
              .map(RanksTest::importedByNobodyElse)
              .toList());

  private static ArchRule importedByNobodyElse(String feature) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(feature)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(feature);
  }

  /** Clients publish on a session of these transports; nobody else needs publishing. */
  @ArchTest
  static final ArchRule onlyTransportsImportPublishing =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.reddot.publish..", "io.reddot.transport..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.reddot.publish..");

  /** How the log is stored is known to its wiring, which stands in the same package. */
  @ArchTest
  static final ArchRule nobodyKnowsHowTheLogIsStored =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.reddot.log.jdbc")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.reddot.log.jdbc");

  /** Limits are the lower rank of the package: a caller is their client. */
  @ArchTest
  static final ArchRule limitsKnowNoCredentials =
      noClasses()
          .that()
          .resideInAPackage("io.reddot.access.limit")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.reddot.access");

  @ArchTest
  static final ArchRule nothingButContainerDependsOnAServer =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.reddot.container")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.glassfish..", "io.undertow..", "org.jboss..", "org.wildfly..", "fish.payara..");

  @ArchTest
  static final ArchRule nothingButMetricsKnowsTheirLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.reddot.metrics")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.prometheus..");

  @ArchTest
  static final ArchRule nothingButTraceKnowsOpenTelemetry =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.reddot.trace")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..");

  @ArchTest
  static final ArchRule noTransportSeesAnother =
      slices().matching("io.reddot.transport.(*)..").should().notDependOnEachOther();

  /** MQTT's packages from the lowest rank to the highest: packet, store, share, session, net. */
  @ArchTest
  static final ArchRule ranksOfMqtt =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("packet")
          .definedBy("io.reddot.transport.mqtt.packet")
          .layer("store")
          .definedBy("io.reddot.transport.mqtt.store")
          .layer("share")
          .definedBy("io.reddot.transport.mqtt.share")
          .layer("session")
          .definedBy("io.reddot.transport.mqtt.session")
          .layer("net")
          .definedBy("io.reddot.transport.mqtt.net")
          .whereLayer("packet")
          .mayNotAccessAnyLayer()
          .whereLayer("store")
          .mayNotAccessAnyLayer()
          .whereLayer("share")
          .mayOnlyAccessLayers("packet", "store")
          .whereLayer("session")
          .mayOnlyAccessLayers("packet", "store", "share")
          .whereLayer("net")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule everyClassOfMqttHasARank =
      classes()
          .that()
          .resideInAPackage("io.reddot.transport.mqtt..")
          .and()
          .doNotHaveSimpleName("package-info")
          .should()
          .resideInAnyPackage(
              "io.reddot.transport.mqtt.packet",
              "io.reddot.transport.mqtt.store",
              "io.reddot.transport.mqtt.share",
              "io.reddot.transport.mqtt.session",
              "io.reddot.transport.mqtt.net");

  @ArchTest
  static final ArchRule valuesKnowNeitherJakartaNorIo =
      noClasses()
          .that()
          .resideInAPackage("io.reddot.message")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..", "java.io..", "java.nio..", "java.sql..", "java.net..");

  @ArchTest
  static final ArchRule sessionsKnowNoJakarta =
      noClasses()
          .that()
          .resideInAPackage("io.reddot.session")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..", "java.sql..");
}
