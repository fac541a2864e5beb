package io.reddot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "GZIP | true",
        "x-gzip | true",
        "gzip, deflate, br, zstd | true",
        "br;q=1.0, gzip;q=0.8, *;q=0.1 | true",
        "identity, gzip | true",
        "identity;q=0.5, gzip | true",
        "gzip ; q=0.001 | true",
        "* | true",
        "identity;q=0, gzip | true",
        "'' | false",
        "identity | false",
        "deflate, br | false",
        "gzip;q=0 | false",
        "gzip;q=0.000, * | false",
        "*;q=0 | false",
        "identity;q=0 | false",
        "gzip;q=0.5, identity | false",
        "gzip;q=0.5, * | false",
        "gzip;q=2 | false",
        "gzip;level=9 | false",
        "gzipped | false",
        ",,;q=1,gzip;, | false"
      })
  void gzipIsSentToClientsThatPreferIt(String header, boolean gzip) {
    assertEquals(gzip, AcceptEncoding.parse(header).prefersGzip());
  }
}
