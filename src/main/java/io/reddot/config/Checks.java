package io.reddot.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Checks what the text of a single setting does not show: files, data sources, and settings that
 * contradict each other. Changes nothing. Immutable.
 */
final class Checks {
  private final Predicate<String> dataSources;

  /**
   * @param dataSources whether a data source has a JNDI name
   */
  Checks(Predicate<String> dataSources) {
    this.dataSources = dataSources;
  }

  /** Returns the faults of settings that are each valid by themselves. */
  List<Fault> faults(Settings settings) {
    List<Fault> faults = new ArrayList<>();
    storage(settings).ifPresent(faults::add);
    keyStore(settings).ifPresent(faults::add);
    int port = settings.get(Mqtt.PORT);
    if (port != 0 && port == settings.get(Mqtt.TLS_PORT) && Mqtt.keyStore(settings).isPresent()) {
      faults.add(
          new Fault(
              Mqtt.TLS_PORT,
              "\"" + port + "\", the same as reddot.mqtt.port",
              "another port than that, or 0 for none"));
    }
    return faults;
  }

  private Optional<Fault> storage(Settings settings) {
    Optional<String> name = settings.get(Storage.DATASOURCE);
    if (name.isPresent()) {
      return dataSources.test(name.get())
          ? Optional.empty()
          : Optional.of(
              fault(Storage.DATASOURCE, name.get(), "which is not a data source of the server"));
    }
    if (settings.get(Storage.DATABASE_URL).isPresent()) {
      return Optional.empty();
    }
    Path folder = settings.get(Storage.DATA);
    return writable(folder)
        ? Optional.empty()
        : Optional.of(
            fault(
                Storage.DATA,
                folder.toString(),
                "which is " + folder.toAbsolutePath() + " and cannot be written"));
  }

  /** Whether the folder can be written or created. Does not create it. */
  private static boolean writable(Path folder) {
    Path existing = folder.toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
  }

  private static Optional<Fault> keyStore(Settings settings) {
    if (settings.get(Mqtt.TLS_PORT) == 0) {
      return Optional.empty(); // it is not used
    }
    return Mqtt.keyStore(settings)
        .flatMap(
            keys -> {
              try {
                keys.open();
                return Optional.empty();
              } catch (GeneralSecurityException | IOException e) {
                String file = settings.get(Mqtt.KEY_STORE).map(Path::toString).orElse("");
                return Optional.of(fault(Mqtt.KEY_STORE, file, "which " + reason(e)));
              }
            });
  }

  private static String reason(Exception e) {
    return e instanceof NoSuchFileException
        ? "is not a readable file"
        : "cannot be used (" + Type.line(String.valueOf(e.getMessage())) + ")";
  }

  private static Fault fault(Setting<?> setting, String given, String why) {
    return new Fault(setting, Type.quoted(given) + ", " + why, setting.type().allowed());
  }
}
