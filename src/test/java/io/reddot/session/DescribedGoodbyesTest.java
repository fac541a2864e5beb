package io.reddot.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.reddot.fixture.ApiSchemas;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The description of the streams has every goodbye. */
class DescribedGoodbyesTest {
  @Test
  void everyCodeIsDescribedAndNoOther() throws Exception {
    Set<Integer> described = new TreeSet<>();
    for (JsonNode code :
        ApiSchemas.source("asyncapi.json").at("/components/schemas/GoodbyeCode/oneOf")) {
      described.add(code.path("const").asInt());
    }
    assertEquals(new TreeSet<>(Goodbye.CODES), described);
  }
}
