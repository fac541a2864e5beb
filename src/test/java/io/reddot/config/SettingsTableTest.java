package io.reddot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTableTest {
  private static final Path DOCUMENT = Path.of("src/site/markdown/configuration.md");
  private static final String BEGIN = "<!-- The table is made from the code. -->\n";
  private static final String END = "<!-- End of the table. -->\n";

  /**
   * The document's table is what the catalogue prints. {@code mvn test -Dtest=SettingsTableTest
   * -Dreddot.rewrite=true} writes it.
   */
  @Test
  void theDocumentHoldsTheTableOfTheCatalogue() throws Exception {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    assertTrue(begin >= BEGIN.length() && end >= begin, "the document has its marks");
    String right =
        document.substring(0, begin)
            + "\n"
            + SettingsTable.markdown()
            + "\n"
            + document.substring(end);
    if (Boolean.getBoolean("reddot.rewrite")) {
      Files.writeString(DOCUMENT, right);
    }
    assertEquals(
        right,
        Files.readString(DOCUMENT),
        "run: mvn test -Dtest=SettingsTableTest -Dreddot.rewrite=true");
  }

  @Test
  void eachSettingHasALine() {
    String table = SettingsTable.markdown();
    for (Setting<?> setting : Catalogue.ALL) {
      assertEquals(
          1,
          table.lines().filter(line -> line.startsWith("| `" + setting.name() + "` |")).count(),
          setting.name());
    }
  }
}
