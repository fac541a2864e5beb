package io.reddot.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The values of all settings, read, converted and checked. Immutable.
 *
 * <p>The rule: a value that is malformed or out of range, or that would lose or expose data, stops
 * the application at startup, before it has opened, written or started anything. If only keys
 * ({@code reddot.jwt.*}) are invalid, the application runs and answers every call with 503, so that
 * no caller is admitted by mistake. An empty or blank value counts as not set.
 */
public final class Settings {
  private static final String NO_KEY =
      "Red Dot has no key to verify tokens with: set reddot.jwt.secret (REDDOT_JWT_SECRET) or"
          + " reddot.jwt.jwks-url (REDDOT_JWT_JWKS_URL), or reddot.demo=true to try it out.";

  private final Map<Setting<?>, Object> values;
  private final Map<Setting<?>, String> texts;
  private final List<Fault> keyFaults;

  private Settings(
      Map<Setting<?>, Object> values, Map<Setting<?>, String> texts, List<Fault> keyFaults) {
    this.values = Map.copyOf(values);
    this.texts = Map.copyOf(texts);
    this.keyFaults = List.copyOf(keyFaults);
  }

  /** Reads all settings, as {@link #of(Function, Function)}, without further checks. */
  public static Settings of(Function<String, Optional<String>> source) {
    return of(source, settings -> List.of());
  }

  /**
   * Reads all settings.
   *
   * @param source returns the text of a property, if it is set; called once for each
   * @param checks returns further faults; invalid settings have their defaults there
   * @throws WrongSettings if the application must not start with these settings
   */
  static Settings of(
      Function<String, Optional<String>> source, Function<Settings, List<Fault>> checks) {
    Map<Setting<?>, Object> values = new HashMap<>();
    Map<Setting<?>, String> texts = new HashMap<>();
    List<Fault> faults = new ArrayList<>();
    for (Setting<?> setting : Catalogue.ALL) {
      read(setting, source, values, texts, faults);
    }
    Set<Setting<?>> wrong = faults.stream().map(Fault::setting).collect(Collectors.toSet());
    checks.apply(new Settings(values, texts, List.of())).stream()
        .filter(fault -> !wrong.contains(fault.setting()))
        .forEach(faults::add);
    if (faults.stream().anyMatch(fault -> !fault.setting().aboutKeys())) {
      throw new WrongSettings(faults.stream().map(Fault::sentence).toList());
    }
    return new Settings(values, texts, faults);
  }

  private static void read(
      Setting<?> setting,
      Function<String, Optional<String>> source,
      Map<Setting<?>, Object> values,
      Map<Setting<?>, String> texts,
      List<Fault> faults) {
    Optional<String> text;
    try {
      text = source.apply(setting.name()).filter(given -> !given.isBlank());
    } catch (RuntimeException e) {
      // Its message may contain the value, which may be a secret.
      faults.add(
          new Fault(
              setting, "a text with ${…} that the server cannot expand", setting.type().allowed()));
      return;
    }
    if (text.isEmpty()) {
      return;
    }
    try {
      values.put(setting, value(setting, text.get()));
      texts.put(setting, text.get());
    } catch (IllegalArgumentException | ArithmeticException e) {
      faults.add(
          new Fault(setting, setting.type().shown().apply(text.get()), setting.type().allowed()));
    }
  }

  private static Object value(Setting<?> setting, String text) {
    return Objects.requireNonNull(setting.parse(setting.exact() ? text : text.strip()));
  }

  /** Returns the value of a setting: the one that was set, or its default. */
  @SuppressWarnings("unchecked") // a setting's value comes from its own parser
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    return value == null ? setting.absent() : (T) value;
  }

  /**
   * Returns why no caller can be authenticated, without the given values; empty if callers can be
   * authenticated.
   */
  public Optional<String> keyProblem() {
    if (!keyFaults.isEmpty()) {
      return Optional.of(keyFaults.get(0).forCallers());
    }
    boolean door =
        get(Access.SECRET).isPresent()
            || get(Access.JWKS_URL).isPresent()
            || get(Access.CONTAINER_PRINCIPAL)
            || get(Access.DEMO);
    return door ? Optional.empty() : Optional.of(NO_KEY);
  }

  /**
   * Returns the names and values that are set, in the order of the documents, without the values of
   * secrets.
   */
  List<String> changed() {
    return Catalogue.ALL.stream()
        .filter(texts::containsKey)
        .map(setting -> setting.name() + "=" + setting.type().shown().apply(text(setting)))
        .toList();
  }

  /** Describes for the log what is set, without the values of secrets. */
  public String described() {
    List<String> changed = changed();
    return changed.isEmpty()
        ? "all settings have their defaults"
        : "settings that are set: " + String.join(", ", changed);
  }

  private String text(Setting<?> setting) {
    return texts.getOrDefault(setting, "");
  }

  /** Returns what an administrator should know, one sentence each. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    String secret = text(Access.SECRET);
    if (!secret.equals(secret.strip())) {
      warnings.add(
          "reddot.jwt.secret begins or ends with white space, which is part of the key: perhaps its"
              + " file ends with a line break.");
    }
    if (get(Storage.DATASOURCE).isPresent() && get(Storage.DATABASE_URL).isPresent()) {
      warnings.add("reddot.database.url is ignored, because reddot.datasource is set.");
    }
    if (get(Storage.LISTEN_URL).isPresent() && sqlite()) {
      warnings.add(
          "reddot.database.listen-url is ignored: only PostgreSQL sends notifications, and the"
              + " database is SQLite.");
    }
    return warnings;
  }

  /** Whether the database is SQLite, as far as the settings tell: a data source may be either. */
  private boolean sqlite() {
    return get(Storage.DATASOURCE).isEmpty()
        && get(Storage.DATABASE_URL).map(url -> url.startsWith(Storage.SQLITE)).orElse(true);
  }

  /** Returns {@link #keyProblem()} for the log, one sentence each. */
  List<String> keySentences() {
    return keyFaults.isEmpty()
        ? keyProblem().map(List::of).orElse(List.of())
        : keyFaults.stream().map(Fault::sentence).toList();
  }
}
