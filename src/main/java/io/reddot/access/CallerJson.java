package io.reddot.access;

import io.reddot.json.JsonData;
import io.reddot.message.JsonText;
import io.reddot.message.TopicFilter;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A caller as one line of JSON, for what lets it in later or on another node: what its token says,
 * but not the token. The groups that it was put into here are not in it, nor its device: both are
 * known better where it is read.
 */
public final class CallerJson {
  private CallerJson() {}

  public static String of(Caller caller) {
    Caller plain = caller.out(caller.memberships().keySet());
    Validity validity = plain.validity();
    return "{\"user\":"
        + JsonText.quote(plain.user())
        + member("id", validity.tokenId())
        + member("issuedAt", validity.issuedAt())
        + member("expiresAt", validity.expiresAt())
        + ",\"groups\":"
        + strings(plain.groups())
        + ",\"subscribe\":"
        + strings(patterns(plain.grants().subscribe()))
        + ",\"publish\":"
        + strings(patterns(plain.grants().publish()))
        + ",\"share\":"
        + strings(patterns(plain.grants().share()))
        + '}';
  }

  private static String member(String name, @Nullable Object value) {
    return value == null ? "" : ",\"" + name + "\":" + JsonText.quote(value.toString());
  }

  private static List<String> patterns(List<TopicFilter> filters) {
    return filters.stream().map(TopicFilter::pattern).toList();
  }

  private static String strings(Collection<String> strings) {
    return strings.stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]"));
  }

  /** Of the house's own making only: that it is right is not checked. */
  public static Caller parse(String json) {
    if (!(JsonData.parse(json) instanceof JsonObject said)) {
      throw new IllegalArgumentException("no caller");
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
    return all == null ? List.of() : all.getValuesAs(JsonString::getString); // of an older version
  }

  private static List<TopicFilter> filters(JsonObject said, String name) {
    return all(said, name).stream().map(TopicFilter::new).toList();
  }
}
