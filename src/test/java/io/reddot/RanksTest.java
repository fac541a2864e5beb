package io.reddot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The ranks of the design: a package imports only those on a lower rank, never sideways. */
@AnalyzeClasses(packages = "io.reddot", importOptions = ImportOption.DoNotIncludeTests.class)
class RanksTest {
  @ArchTest
  static final ArchRule ranks =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("message")
          .definedBy("io.reddot.message")
          .layer("json")
          .definedBy("io.reddot.json")
          .layer("container")
          .definedBy("io.reddot.container")
          .layer("config")
          .definedBy("io.reddot.config")
          .layer("log")
          .definedBy("io.reddot.log")
          .layer("web")
          .definedBy("io.reddot.web")
          .layer("access")
          .definedBy("io.reddot.access..")
          .layer("session")
          .definedBy("io.reddot.session")
          .layer("hub")
          .definedBy("io.reddot.hub")
          .layer("publish")
          .definedBy("io.reddot.publish")
          .layer("inbox")
          .definedBy("io.reddot.inbox")
          .layer("admission")
          .definedBy("io.reddot.admission")
          .layer("presence")
          .definedBy("io.reddot.presence")
          .layer("transport")
          .definedBy("io.reddot.transport..")
          .whereLayer("message")
          .mayNotAccessAnyLayer()
          .whereLayer("json")
          .mayOnlyAccessLayers("message")
          .whereLayer("container")
          .mayOnlyAccessLayers("message")
          .whereLayer("config")
          .mayOnlyAccessLayers("message", "container")
          .whereLayer("log")
          .mayOnlyAccessLayers("message", "json", "container", "config")
          .whereLayer("web")
          .mayOnlyAccessLayers("message", "container", "config")
          .whereLayer("access")
          .mayOnlyAccessLayers("message", "json", "container", "config", "web")
          .whereLayer("session")
          .mayOnlyAccessLayers("message", "container", "config")
          .whereLayer("hub")
          .mayOnlyAccessLayers(
              "message", "json", "container", "config", "log", "web", "access", "session")
          .whereLayer("publish")
          .mayOnlyAccessLayers(
              "message", "json", "container", "config", "log", "web", "access", "session", "hub")
          .whereLayer("inbox")
          .mayOnlyAccessLayers(
              "message", "json", "container", "config", "log", "web", "access", "session")
          .whereLayer("admission")
          .mayOnlyAccessLayers(
              "message", "json", "container", "config", "log", "web", "access", "session")
          .whereLayer("admission")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("presence")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("transport")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule everyClassHasARank =
      noClasses()
          .that()
          .resideInAPackage("io.reddot..")
          .should()
          .resideOutsideOfPackages(
              "io.reddot.message",
              "io.reddot.container",
              "io.reddot.json",
              "io.reddot.config",
              "io.reddot.log",
              "io.reddot.web",
              "io.reddot.access..",
              "io.reddot.session",
              "io.reddot.hub",
              "io.reddot.publish",
              "io.reddot.inbox",
              "io.reddot.admission",
              "io.reddot.presence",
              "io.reddot.transport..");

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
  static final ArchRule noTransportSeesAnother =
      slices().matching("io.reddot.transport.(*)..").should().notDependOnEachOther();

  /** MQTT's packages from the lowest rank to the highest: packet, share, session, net. */
  @ArchTest
  static final ArchRule ranksOfMqtt =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("packet")
          .definedBy("io.reddot.transport.mqtt.packet")
          .layer("share")
          .definedBy("io.reddot.transport.mqtt.share")
          .layer("session")
          .definedBy("io.reddot.transport.mqtt.session")
          .layer("net")
          .definedBy("io.reddot.transport.mqtt.net")
          .whereLayer("packet")
          .mayNotAccessAnyLayer()
          .whereLayer("share")
          .mayOnlyAccessLayers("packet")
          .whereLayer("session")
          .mayOnlyAccessLayers("packet", "share")
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
