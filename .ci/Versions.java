import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Prints the versions of both servers, of their web parts, and of every library in the WAR. */
class Versions {
  public static void main(String[] arguments) throws IOException {
    Path target = Path.of("target");
    payara(target.resolve("servers/payara-micro.jar"));
    try (Stream<Path> servers = Files.list(target.resolve("servers"))) {
      for (Path server : servers.filter(each -> fileName(each).startsWith("wildfly-")).toList()) {
        wildFly(server);
      }
    }
    war(target.resolve("reddot.war"));
  }

  private static void payara(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Properties branding = new Properties();
      try (InputStream in =
          zip.getInputStream(
              zip.getEntry("MICRO-INF/domain/branding/glassfish-version.properties"))) {
        branding.load(in);
      }
      System.out.printf(
          "VERSION server: Payara Micro %s.%s.%s%n",
          branding.getProperty("major_version"),
          branding.getProperty("minor_version"),
          branding.getProperty("update_version"));
      for (String part : List.of("nucleus-grizzly-all", "tyrus-core", "jersey-server")) {
        ZipEntry entry = zip.getEntry("MICRO-INF/runtime/" + part + ".jar");
        System.out.println("VERSION   with: " + part + " " + version(zip, entry));
      }
    }
  }

  private static String version(ZipFile zip, ZipEntry entry) throws IOException {
    if (entry == null) {
      return "not there";
    }
    try (JarInputStream jar = new JarInputStream(zip.getInputStream(entry))) {
      Manifest manifest = jar.getManifest();
      return Stream.of("Bundle-Version", "Implementation-Version")
          .map(name -> Optional.ofNullable(manifest).map(m -> m.getMainAttributes().getValue(name)))
          .flatMap(Optional::stream)
          .findFirst()
          .orElse("without a version");
    }
  }

  private static void wildFly(Path home) throws IOException {
    System.out.println("VERSION server: " + fileName(home));
    try (Stream<Path> modules = Files.walk(home.resolve("modules/system/layers/base"))) {
      modules
          .map(Versions::fileName)
          .filter(name -> name.matches("(undertow-.*|resteasy-core-\\d.*|xnio-(api|nio)-\\d.*)\\.jar"))
          .sorted()
          .forEach(name -> System.out.println("VERSION   with: " + name));
    }
  }

  private static void war(Path war) throws IOException {
    System.out.println("VERSION ship: " + war);
    TreeSet<String> libraries = new TreeSet<>();
    try (ZipFile zip = new ZipFile(war.toFile())) {
      zip.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.startsWith("WEB-INF/lib/") && name.endsWith(".jar"))
          .forEach(name -> libraries.add(name.substring("WEB-INF/lib/".length())));
    }
    libraries.forEach(library -> System.out.println("VERSION   with: " + library));
    String lock = Files.readString(Path.of("src/main/npm/package-lock.json"));
    var mqtt =
        java.util.regex.Pattern.compile("\"node_modules/mqtt\":\\s*\\{\\s*\"version\":\\s*\"([^\"]+)")
            .matcher(lock);
    System.out.println("VERSION   with: mqtt.js " + (mqtt.find() ? mqtt.group(1) : "not there"));
  }

  private static String fileName(Path path) {
    return path.getFileName().toString();
  }
}
