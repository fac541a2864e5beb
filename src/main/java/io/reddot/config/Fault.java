package io.reddot.config;

/**
 * An invalid setting. Immutable.
 *
 * @param given the given value, as far as a log may show it
 * @param allowed the allowed values, as the end of a sentence
 */
record Fault(Setting<?> setting, String given, String allowed) {
  /** Returns the sentence for the log. */
  String sentence() {
    return "%s (%s) is %s; it must be %s."
        .formatted(setting.name(), setting.variable(), given, allowed);
  }

  /** Returns the sentence for callers, which must not reveal the given value. */
  String forCallers() {
    return "Red Dot rejects all callers: set %s (%s) to %s."
        .formatted(setting.name(), setting.variable(), allowed);
  }
}
