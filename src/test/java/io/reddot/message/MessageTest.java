package io.reddot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MessageTest {
  private static Draft draft(String data, Encoding encoding, boolean retain, String properties) {
    return new Draft(
        "id", true, new Topic("a"), null, data, encoding, null, retain, null, properties);
  }

  private static Message message(Draft draft) {
    return Message.of(draft, new Cursor("log", 1), Instant.EPOCH);
  }

  @Test
  void onlyAnEmptyPayloadThatIsRetainedClears() {
    assertTrue(message(draft("\"\"", Encoding.TEXT, true, null)).clearsRetained());
    assertFalse(message(draft("\"\"", Encoding.TEXT, false, null)).clearsRetained());
    assertFalse(message(draft("\"\"", Encoding.JSON, true, null)).clearsRetained());
    assertFalse(message(draft("\" \"", Encoding.TEXT, true, null)).clearsRetained());
  }

  @Test
  void propertiesWeigh() {
    Draft bare = draft("1", Encoding.JSON, false, null);
    Draft more = draft("1", Encoding.JSON, false, "{\"qos\":1}");
    assertEquals(bare.size() + 9, more.size());
    assertEquals(message(bare).size() + 9, message(more).size());
  }
}
