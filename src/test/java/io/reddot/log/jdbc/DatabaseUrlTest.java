package io.reddot.log.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.zaxxer.hikari.HikariConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The database's password is nowhere but with its driver. */
class DatabaseUrlTest {
  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://h/db?user=u&password=a%26b&ssl=true, jdbc:postgresql://h/db?user=u&ssl=true",
    "jdbc:postgresql://h/db?password=a%26b&user=u, jdbc:postgresql://h/db?user=u",
    "jdbc:postgresql://h/db?password=a%26b, jdbc:postgresql://h/db?"
  })
  void isTakenOutOfTheUrl(String url, String left) {
    HikariConfig config = new HikariConfig();
    assertEquals(left, Database.withoutPasswords(url, config));
    assertEquals("a&b", config.getDataSourceProperties().get("password"));
  }

  @Test
  void aUrlWithoutStaysAsItIs() {
    HikariConfig config = new HikariConfig();
    for (String url : new String[] {"jdbc:sqlite:/x", "jdbc:postgresql://h/db?user=password&ssl"}) {
      assertEquals(url, Database.withoutPasswords(url, config));
    }
    assertEquals(0, config.getDataSourceProperties().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://127.0.0.1:1/db?user=u&password=geheim",
        "jdbc:postgresql://127.0.0.1:port/db?user=u&password=geheim",
        "jdbc:mysql://127.0.0.1/db?user=u&password=geheim&sslpassword=geheim"
      })
  void isNotInWhatIsSaidOfAFailure(String url) {
    RuntimeException failure =
        assertThrows(RuntimeException.class, () -> Database.pooled(url).close());
    StringWriter told = new StringWriter();
    failure.printStackTrace(new PrintWriter(told));
    assertFalse(told.toString().contains("geheim"), told.toString());
  }
}
