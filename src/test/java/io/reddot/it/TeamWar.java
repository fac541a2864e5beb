package io.reddot.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR that ships, with a jar in it by which a team logs its users in. */
final class TeamWar {
  /** Payara answers for no role but those that the application declares. */
  private static final String FRAGMENT =
      """
      <web-fragment xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
        <security-role>
          <role-name>operator</role-name>
        </security-role>
        <security-role>
          <role-name>editor</role-name>
        </security-role>
      </web-fragment>
      """;

  private TeamWar() {}

  static Path with(String name, JavaArchive jar) throws IOException {
    jar.addAsManifestResource(new StringAsset(FRAGMENT), "web-fragment.xml");
    WebArchive war =
        ShrinkWrap.create(ZipImporter.class, "reddot.war")
            .importFrom(new File(System.getProperty("reddot.war")))
            .as(WebArchive.class)
            .addAsLibrary(jar);
    Path folder = Files.createDirectories(Path.of(System.getProperty("reddot.work")));
    Path file = folder.resolve(name + ".war");
    war.as(ZipExporter.class).exportTo(file.toFile(), true);
    return file;
  }
}
