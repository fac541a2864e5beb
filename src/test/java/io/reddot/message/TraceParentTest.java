package io.reddot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String VALUE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String OTHER = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

  private static Draft draft(String properties) {
    return new Draft(
        "1", true, new Topic("a"), null, "1", Encoding.JSON, null, false, null, properties);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"{}", "{\"qos\":1,\"user\":[\"a\",\"b\"]}"})
  void isStoredWithOtherProperties(String properties) {
    Draft traced = draft(properties).traced(TraceParent.orNull(VALUE));
    assertEquals(new TraceParent(VALUE), traced.trace());
    assertEquals(traced, traced.traced(TraceParent.orNull(OTHER)), "its own counts");
    if (properties != null && properties.length() > 2) {
      String stored = String.valueOf(traced.properties());
      assertEquals("{\"traceparent\":\"" + VALUE + "\"," + properties.substring(1), stored);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"{}", "{\"qos\":1,\"user\":[\"a\",\"b\"]}"})
  void isReplaced(String properties) {
    Draft fresh = draft(properties).withTrace(new TraceParent(OTHER));
    Draft replaced = draft(properties).traced(new TraceParent(VALUE)).withTrace(fresh.trace());
    assertEquals(fresh, replaced);
    assertEquals(new TraceParent(OTHER), replaced.trace());
  }

  @Test
  void hasFields() {
    TraceParent trace = new TraceParent(VALUE);
    assertEquals("0af7651916cd43dd8448eb211c80319c", trace.traceId());
    assertEquals("b7ad6b7169203331", trace.spanId());
    assertTrue(trace.sampled());
    assertFalse(new TraceParent(OTHER).sampled());
    assertTrue(new TraceParent(VALUE.substring(0, 53) + "ff").sampled());
    assertFalse(new TraceParent(VALUE.substring(0, 53) + "fe").sampled());
  }

  @Test
  void anInvalidHeaderIsIgnored() {
    for (String invalid :
        new String[] {
          "",
          "x",
          VALUE.toUpperCase(java.util.Locale.ROOT),
          "ff" + VALUE.substring(2),
          VALUE + "-more",
          "00-00000000000000000000000000000000-b7ad6b7169203331-01",
          "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"
        }) {
      assertNull(TraceParent.orNull(invalid), invalid);
      assertThrows(Problem.class, () -> new TraceParent(invalid));
    }
    assertNull(draft("{\"traceparent\":\"short\"}").trace());
  }

  @Test
  void theKnownFieldsOfALaterVersionAreKept() {
    String later = "01" + VALUE.substring(2);
    assertEquals(new TraceParent(later), TraceParent.orNull(later + "-what-comes"));
  }
}
