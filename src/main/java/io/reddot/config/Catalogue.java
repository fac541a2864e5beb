package io.reddot.config;

import java.util.List;

/** All settings. */
final class Catalogue {
  /** In the order of the documents. */
  static final List<Group> GROUPS =
      List.of(
          Access.GROUP,
          Browsers.GROUP,
          Storage.GROUP,
          Publishing.GROUP,
          Sessions.GROUP,
          Mqtt.GROUP,
          Limiting.GROUP,
          Operations.GROUP);

  static final List<Setting<?>> ALL =
      GROUPS.stream().<Setting<?>>flatMap(group -> group.settings().stream()).toList();

  private Catalogue() {}
}
