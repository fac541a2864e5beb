package io.reddot.transport.mqtt;

import io.reddot.access.JsonData;
import io.reddot.message.JsonText;
import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A session's subscriptions as they are stored with it: JSON. Stateless. */
final class StoredState {
  private StoredState() {}

  static String toJson(Collection<Subscription> subscriptions) {
    StringBuilder json = new StringBuilder("[");
    for (Subscription one : subscriptions) {
      if (json.length() > 1) {
        json.append(',');
      }
      json.append("{\"filter\":");
      JsonText.quote(one.pattern(), json);
      json.append(",\"qos\":").append(one.qos());
      json.append(",\"noLocal\":").append(one.noLocal());
      json.append(",\"retainAsPublished\":").append(one.retainAsPublished());
      json.append(",\"id\":").append(one.id());
      json.append(",\"since\":").append(one.since()).append('}');
    }
    return json.append(']').toString();
  }

  /**
   * @param state empty: there are none
   */
  static List<Subscription> parse(String state) {
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
                one.getJsonNumber("since").longValue()));
      }
    }
    return subscriptions;
  }

  /**
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
      if (share.isEmpty() || share.indexOf('+') >= 0 || share.indexOf('#') >= 0) {
        // MQTT-4.8.2-1, MQTT-4.8.2-2
        throw Problem.badRequest(
            "A shared subscription is $share/{group}/{filter}, without a wildcard in the group.");
      }
    }
    return new Subscription(
        pattern, share, new TopicFilter(filter), qos, noLocal, retainAsPublished, id, since);
  }
}
