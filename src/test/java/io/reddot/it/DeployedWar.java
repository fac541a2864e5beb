package io.reddot.it;

import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Has Arquillian deploy the WAR that was built, as it is, on the server of the Maven profile. It
 * does so once for all classes, which run one after the other: each test has topics and users of
 * its own, and finds what the others have left.
 */
@ExtendWith(ArquillianExtension.class)
@ResourceLock("the deployed WAR")
public abstract class DeployedWar {
  private static final int PORTS = 4;

  /** Of WildFly as Arquillian starts it. */
  static final Path FOLDER = Path.of(System.getProperty("reddot.work"), "deployed");

  /** Payara Micro has none: its adapter copies what the server says to the tests' output. */
  private static final Path LOG = FOLDER.resolve("log/server.log");

  @ArquillianResource private URL deployed;

  /** Where it really listens. */
  private int port;

  @Deployment(testable = false)
  public static WebArchive war() {
    return ShrinkWrap.create(ZipImporter.class, "reddot.war")
        .importFrom(new File(System.getProperty("reddot.war")))
        .as(WebArchive.class);
  }

  /**
   * Deployed does not mean listening yet: Payara Micro opens its port after it (post-deploy.txt).
   * Nor does it always listen where it says: it makes its listener anew while it starts, and takes
   * the next port where its own is not free again yet.
   */
  @BeforeEach
  protected final void awaitListening() throws Exception {
    ServerLogs.used(LOG);
    Await.until(
        "the server listens",
        () -> {
          for (int tried = deployed.getPort(); tried < deployed.getPort() + PORTS; tried++) {
            if (new Site(tried).answers()) {
              port = tried;
              return true;
            }
          }
          return false;
        });
  }

  protected final Site site() {
    return new Site(port);
  }

  /** A topic that nobody else uses. */
  protected static String newTopic() {
    return "it/" + UUID.randomUUID();
  }
}
