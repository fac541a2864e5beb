package io.reddot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reddot.fixture.ApiSchemas;
import io.reddot.fixture.HttpApi;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The descriptions of the API name the routes that there are, and nothing else. */
class DescribedRoutesTest {
  private static void add(Map<String, Set<String>> to, String path, String method) {
    to.computeIfAbsent(path.replaceAll("\\{[^}]*}", "{}"), p -> new TreeSet<>()).add(method);
  }

  @Test
  void everyRouteAndMethodIsDescribedAndNoOther() throws Exception {
    Map<String, Set<String>> described = new TreeMap<>();
    Map<String, Set<String>> open = new TreeMap<>();
    for (HttpApi.Operation each :
        new HttpApi(ApiSchemas.source("openapi.json")).operations().values()) {
      add(described, "/api" + each.path(), each.method());
      if (each.open()) {
        add(open, "/api" + each.path(), each.method());
      }
    }
    Map<String, Set<String>> there = new TreeMap<>();
    Map<String, Set<String>> needNoToken = new TreeMap<>();
    for (Route route : Routes.ALL) {
      if (Routes.isApi(route.path())) {
        route.methods().forEach(method -> add(there, route.path(), method));
        route.open().forEach(method -> add(needNoToken, route.path(), method));
      }
    }
    assertEquals(there, described);
    assertEquals(needNoToken, open);
  }

  @Test
  void aChannelOfAStreamIsARoute() throws Exception {
    JsonNode channels = ApiSchemas.source("asyncapi.json").path("channels");
    for (String name : Set.of("sse", "iframe", "poll", "longPoll", "websocket")) {
      Route route = Routes.of("/api/" + channels.path(name).path("address").asText());
      assertNotNull(route, name);
      assertEquals(name.equals("websocket"), route.form() == Route.Form.WEBSOCKET, name);
    }
  }

  /** Both describe messages; they must not contradict each other. */
  @Test
  void bothDescriptionsHaveTheSameSchemas() throws Exception {
    JsonNode http = ApiSchemas.source("openapi.json").at("/components/schemas");
    JsonNode streams = ApiSchemas.source("asyncapi.json").at("/components/schemas");
    int both = 0;
    for (Map.Entry<String, JsonNode> each : streams.properties()) {
      if (http.has(each.getKey())) {
        both++;
        assertEquals(shape(http.path(each.getKey())), shape(each.getValue()), each.getKey());
      }
    }
    assertTrue(both >= 10, both + " schemas");
  }

  /** Leaves out texts, and writes a reference alike with them and without. */
  private static String shape(JsonNode schema) {
    if (schema.path("allOf").size() == 1) {
      return shape(schema.path("allOf").get(0));
    }
    if (schema.has("$ref")) {
      return schema.path("$ref").asText();
    }
    if (!schema.isContainerNode()) {
      return schema.toString();
    }
    StringBuilder shape = new StringBuilder(schema.isArray() ? "[" : "{");
    schema
        .properties()
        .forEach(
            each -> {
              if (!Set.of("description", "discriminator").contains(each.getKey())) {
                shape.append(each.getKey()).append(':').append(shape(each.getValue())).append(' ');
              }
            });
    if (schema.isArray()) {
      schema.forEach(each -> shape.append(shape(each)).append(' '));
    }
    return shape.append('}').toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openapi.json", "asyncapi.json"})
  void theBuildFillsInTheVersion(String name) throws Exception {
    JsonNode source = ApiSchemas.source(name);
    assertEquals("${project.version}", source.at("/info/version").asText());
    // Nothing else is filled in: the markers of the build occur nowhere else.
    assertEquals(1, source.toString().split("\\$\\{|@", -1).length - 1);
  }
}
