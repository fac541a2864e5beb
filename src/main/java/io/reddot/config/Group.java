package io.reddot.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one theme, in the order of their declarations. Each theme's class has a group and
 * fills it in its static initializer; the group does not change afterwards.
 */
final class Group {
  private final String title;
  private final List<Setting<?>> settings = new ArrayList<>();

  /**
   * @param title for the documents
   */
  Group(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  List<Setting<?>> settings() {
    return List.copyOf(settings);
  }

  /**
   * Declares a setting that has a default.
   *
   * @param otherwise the default, as an administrator would write it
   * @param meaning a phrase or more, in Markdown, for the documents
   */
  <T> Setting<T> with(String name, Type<T> type, String otherwise, String meaning) {
    T absent = type.parser().apply(otherwise);
    return add(new Setting<>(name, type, otherwise, meaning, type.parser(), absent));
  }

  /** Declares a setting that has no default. */
  <T> Setting<Optional<T>> optional(String name, Type<T> type, String meaning) {
    return optional(name, type, null, meaning);
  }

  /**
   * Declares a setting whose default is computed by the code that reads it.
   *
   * @param otherwise a description of the default, for the documents
   */
  <T> Setting<Optional<T>> optional(
      String name, Type<T> type, @Nullable String otherwise, String meaning) {
    return add(
        new Setting<>(
            name,
            type,
            otherwise,
            meaning,
            text -> Optional.of(type.parser().apply(text)),
            Optional.empty()));
  }

  private <T> Setting<T> add(Setting<T> setting) {
    settings.add(setting);
    return setting;
  }
}
