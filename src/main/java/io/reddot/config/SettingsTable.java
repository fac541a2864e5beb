package io.reddot.config;

/** Prints the catalogue as Markdown for the documents. */
final class SettingsTable {
  private static final String HEAD =
      "| property | type | allowed | default | meaning |\n|---|---|---|---|---|\n";

  private SettingsTable() {}

  /** Returns a headline and a table for each theme. */
  static String markdown() {
    StringBuilder all = new StringBuilder();
    for (Group group : Catalogue.GROUPS) {
      all.append(all.isEmpty() ? "" : "\n").append("## ").append(group.title()).append("\n\n");
      all.append(HEAD);
      group.settings().forEach(setting -> all.append(row(setting)));
    }
    return all.toString();
  }

  private static String row(Setting<?> setting) {
    String otherwise =
        setting
            .defaultText()
            .map(text -> text.contains("`") || text.contains(" ") ? text : "`" + text + "`")
            .orElse("none");
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            setting.name(),
            cell(setting.type().name()),
            cell(setting.type().range().map(Type.Range::text).orElse(setting.type().allowed())),
            cell(otherwise),
            cell(setting.meaning()));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
