package io.reddot.config;

/**
 * Something that is wrong with a setting. Immutable.
 *
 * @param given what was given, as far as a log may show it
 * @param allowed what is allowed, as the end of a sentence
 */
record Fault(Setting<?> setting, String given, String allowed) {
  /** For the log, whose readers set it. */
  String sentence() {
    return "%s (%s) is %s; allowed is %s."
        .formatted(setting.name(), setting.variable(), given, allowed);
  }

  /** For callers, who must not learn what was given. */
  String forCallers() {
    return "Red Dot lets nobody in: configure %s (%s) with %s."
        .formatted(setting.name(), setting.variable(), allowed);
  }
}
