package io.reddot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartAfterTest {
  @ParameterizedTest
  @CsvSource({
    "log-5,log-5",
    "log-5 log-9,log-9",
    "log-9 log-5,log-9",
    "log-z log-10,log-10",
    "latest log-5,log-5",
    "log-5 earliest,log-5",
    "earliest latest,earliest",
    "log-5 other-9,log-5",
    "other-1 log-9 other-3,other-3",
  })
  void theNewestWishWins(String wishes, String wins) {
    assertEquals(
        StartAfter.parse(wins),
        StartAfter.newest(Arrays.stream(wishes.split(" ")).map(StartAfter::parse).toList()));
  }
}
