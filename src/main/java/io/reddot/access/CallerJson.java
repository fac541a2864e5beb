package io.reddot.access;

import io.reddot.json.JsonData;
import io.reddot.message.TopicFilter;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads a caller as one line of JSON, to authenticate it later or on another node. The
 * line holds the claims of the caller's token, but not the token. It omits memberships in groups
 * and the device, because the reader has newer ones. Stateless.
 */
public final class CallerJson {
  private CallerJson() {}

  public static String of(Caller caller) {
    Caller plain = caller.out(caller.memberships().keySet());
    Validity validity = plain.validity();
    JsonObjectBuilder json = JsonData.object().add("user", plain.user());
    addIfAny(json, "id", validity.tokenId());
    addIfAny(json, "issuedAt", validity.issuedAt());
    json.add("expiresAt", validity.expiresAt().toString());
    json.add("groups", JsonData.array(plain.groups()));
    json.add("subscribe", patterns(plain.grants().subscribe()));
    json.add("publish", patterns(plain.grants().publish()));
    json.add("share", patterns(plain.grants().share()));
    return JsonData.compact(json);
  }

  private static void addIfAny(JsonObjectBuilder json, String name, @Nullable Object value) {
    if (value != null) {
      json.add(name, value.toString());
    }
  }

  private static JsonArrayBuilder patterns(List<TopicFilter> filters) {
    return JsonData.array(filters.stream().map(TopicFilter::pattern).toList());
  }

  /**
   * Reads a caller that {@link #of} wrote. Must not be given any other text: nothing is checked.
   */
  public static Caller parse(String json) {
    if (!(JsonData.parse(json) instanceof JsonObject said)) {
      throw new IllegalArgumentException("not the JSON of a caller");
    }
    String issuedAt = said.getString("issuedAt", null);
    return new Caller(
        said.getString("user"),
        Set.copyOf(all(said, "groups")),
        Map.of(),
        new Grants(filters(said, "subscribe"), filters(said, "publish"), filters(said, "share")),
        new Validity(
            said.getString("id", null),
            issuedAt == null ? null : Instant.parse(issuedAt),
            Instant.parse(said.getString("expiresAt"))),
        "",
        "");
  }

  private static List<String> all(JsonObject said, String name) {
    JsonArray all = said.getJsonArray(name);
    // null in text that an older version wrote
    return all == null ? List.of() : all.getValuesAs(JsonString::getString);
  }

  private static List<TopicFilter> filters(JsonObject said, String name) {
    return all(said, name).stream().map(TopicFilter::new).toList();
  }
}
