package io.reddot.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The values of all settings, read, converted and checked. Immutable.
 *
 * <p>The rule: what is malformed or out of its range, and what would lose or expose data, makes the
 * application fail to start, before it has opened, written or started anything. What concerns only
 * keys ({@code reddot.jwt.*}) lets the application run, and every call is answered 503, for nobody
 * can be let in by mistake then. An empty value, or one of spaces only, is none.
 */
public final class Settings {
  private static final String NO_KEY =
      "Red Dot has no key to check tokens with: configure reddot.jwt.secret (REDDOT_JWT_SECRET) or"
          + " reddot.jwt.jwks-url (REDDOT_JWT_JWKS_URL), or reddot.demo=true to try it out.";

  private final Map<Setting<?>, Object> values;
  private final List<Fault> keyFaults;

  private Settings(Map<Setting<?>, Object> values, List<Fault> keyFaults) {
    this.values = Map.copyOf(values);
    this.keyFaults = List.copyOf(keyFaults);
  }

  /**
   * Reads all settings.
   *
   * @param source gives the text of a property, if there is one; asked once for each
   * @throws WrongSettings if the application must not start with them
   */
  public static Settings of(Function<String, Optional<String>> source) {
    Map<Setting<?>, Object> values = new HashMap<>();
    List<Fault> faults = new ArrayList<>();
    for (Setting<?> setting : Catalogue.ALL) {
      read(setting, source, values, faults);
    }
    if (faults.stream().anyMatch(fault -> !fault.setting().aboutKeys())) {
      throw new WrongSettings(faults.stream().map(Fault::sentence).toList());
    }
    return new Settings(values, faults);
  }

  private static void read(
      Setting<?> setting,
      Function<String, Optional<String>> source,
      Map<Setting<?>, Object> values,
      List<Fault> faults) {
    Optional<String> text;
    try {
      text = source.apply(setting.name()).filter(given -> !given.isBlank());
    } catch (RuntimeException e) {
      // What it says may hold the value, which may be a secret.
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
    } catch (IllegalArgumentException | ArithmeticException e) {
      faults.add(
          new Fault(setting, setting.type().shown().apply(text.get()), setting.type().allowed()));
    }
  }

  private static Object value(Setting<?> setting, String text) {
    return Objects.requireNonNull(setting.parse(setting.exact() ? text : text.strip()));
  }

  /** The value of a setting: what was set, or its default. */
  @SuppressWarnings("unchecked") // a setting's value comes from its own parser
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    return value == null ? setting.absent() : (T) value;
  }

  /** Why no caller can be let in, without what was given; empty: callers can be let in. */
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

  /** What the log says of {@link #keyProblem()}, a sentence each. */
  List<String> keySentences() {
    return keyFaults.isEmpty()
        ? keyProblem().map(List::of).orElse(List.of())
        : keyFaults.stream().map(Fault::sentence).toList();
  }
}
