package io.reddot.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.reddot.json.JsonData;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleJsonTest {
  @Test
  void partsOfASeriesAreMembersAndNoValueIsNull() {
    JsonObjectBuilder json = JsonData.object();
    SampleJson.add(
        json,
        new Sample(7, Map.of("published", 1.0 / 3, "p50", Double.NaN, "sessions/sse", 100.0)));
    assertEquals(
        "{\"p50\":null,\"published\":0.333,\"sessions\":{\"sse\":100},\"goodbyes\":{}}",
        JsonData.compact(sorted(json)));
  }

  /** The values of a sample are in no order. */
  private static JsonObjectBuilder sorted(JsonObjectBuilder json) {
    var object = json.build();
    return JsonData.object()
        .add("p50", object.get("p50"))
        .add("published", object.get("published"))
        .add("sessions", object.get("sessions"))
        .add("goodbyes", object.get("goodbyes"));
  }

  @Test
  void manySamplesAreArrays() {
    History history = new History();
    history.add(new Sample(7, Map.of("published", 1.0)));
    history.add(new Sample(8, Map.of("published", 12_000_000.0, "goodbyes/slow", 1.0)));
    JsonObjectBuilder json = JsonData.object();
    SampleJson.add(json, history.all());
    assertEquals(
        "{\"at\":[7,8],\"published\":[1,12000000],\"sessions\":{},\"goodbyes\":{\"slow\":[0,1]}}",
        JsonData.compact(json));
  }

  @Test
  void aSampleOfAnotherVersionIsIgnored() {
    assertEquals(
        new Watch.Heard("r", true),
        LiveOverview.heard(
            "{\"node\":\"n\",\"run\":\"r\",\"at\":5,\"watched\":true,\"sessions\":{\"sse\":1,\"mqtt\":2}}"));
    assertNull(LiveOverview.heard("{\"node\":\"n\",\"at\":5}"));
    assertNull(LiveOverview.heard("[]"));
    assertNull(LiveOverview.heard("nonsense"));
  }
}
