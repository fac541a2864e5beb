package io.reddot.transport.mqtt.session;

import io.reddot.json.JsonData;
import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Converts the subscriptions of a stored session to and from JSON. Stateless. */
final class SubscriptionJson {
  private static final int MAX_SHARE = 128;

  private SubscriptionJson() {}

  static String toJson(Collection<Subscription> subscriptions) {
    JsonArrayBuilder all = JsonData.array();
    for (Subscription one : subscriptions) {
      JsonObjectBuilder members =
          JsonData.object()
              .add("filter", one.pattern())
              .add("qos", one.qos())
              .add("noLocal", one.noLocal())
              .add("retainAsPublished", one.retainAsPublished())
              .add("id", one.id());
      if (one.share() != null && one.owner() == null) {
        members.add("common", true); // the group of all users whose tokens name it
      }
      if (one.conflate()) {
        members.add("conflate", true);
      }
      all.add(members.add("since", one.since()));
    }
    return JsonData.compact(all.build());
  }

  /**
   * @param state the stored JSON; empty: no subscriptions
   * @param user the user of the session
   */
  static List<Subscription> parse(String state, String user) {
    List<Subscription> subscriptions = new ArrayList<>();
    if (!state.isEmpty() && JsonData.parse(state) instanceof JsonArray all) {
      for (JsonObject one : all.getValuesAs(JsonObject.class)) {
        subscriptions.add(
            of(
                    one.getString("filter"),
                    one.getInt("qos"),
                    one.getBoolean("noLocal"),
                    one.getBoolean("retainAsPublished"),
                    one.getInt("id"),
                    one.getJsonNumber("since").longValue())
                .ownedBy(one.getBoolean("common", false) ? null : user)
                .conflating(one.getBoolean("conflate", false)));
      }
    }
    return subscriptions;
  }

  /**
   * Creates a subscription. {@link Subscription#of} then sets the owner of its group.
   *
   * @param pattern a topic filter, or {@code $share/{group}/{filter}}
   * @throws Problem (400) if it is neither
   */
  static Subscription of(
      String pattern, int qos, boolean noLocal, boolean retainAsPublished, int id, long since) {
    String share = null;
    String filter = pattern;
    if (pattern.startsWith(Subscription.SHARE)) {
      int end = pattern.indexOf('/', Subscription.SHARE.length());
      share = end < 0 ? "" : pattern.substring(Subscription.SHARE.length(), end);
      filter = end < 0 ? "" : pattern.substring(end + 1);
      if (share.length() > MAX_SHARE) {
        throw Problem.badRequest(
            "The group name of a shared subscription may have at most %d characters."
                .formatted(MAX_SHARE));
      }
      if (share.isEmpty() || share.indexOf('+') >= 0 || share.indexOf('#') >= 0) {
        // MQTT-4.8.2-1, MQTT-4.8.2-2
        throw Problem.badRequest(
            "A shared subscription has the form $share/{group}/{filter}, without wildcards in the group.");
      }
    }
    return new Subscription(
        pattern,
        share,
        null,
        new TopicFilter(filter),
        qos,
        noLocal,
        retainAsPublished,
        id,
        since,
        false);
  }
}
