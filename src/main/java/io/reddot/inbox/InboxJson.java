package io.reddot.inbox;

import io.reddot.json.JsonData;
import io.reddot.log.InboxStore.InboxEntry;
import io.reddot.log.InboxStore.InboxPage;
import io.reddot.message.Cursor;
import io.reddot.message.JsonText;
import io.reddot.session.Envelope;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Writes inboxes and groups as JSON. Stateless. */
final class InboxJson {
  private InboxJson() {}

  static String page(InboxPage page, Cursor at) {
    return page.entries().stream()
        .map(InboxJson::entry)
        .collect(
            Collectors.joining(
                ",",
                "{\"messages\":[",
                "],\"unread\":%d,\"cursor\":\"%s\",\"more\":%s}"
                    .formatted(page.unread().count(), at, page.more())));
  }

  /**
   * The envelope, as streams send it, with what the reader did with the message. Envelopes are text
   * already: the members are appended rather than parsed and written again.
   */
  private static String entry(InboxEntry entry) {
    String envelope = new Envelope.OfMessage(entry.message()).json();
    StringBuilder json = new StringBuilder(envelope.length() + 64);
    json.append(envelope, 0, envelope.length() - 1);
    String sender = entry.message().sender();
    if (sender != null) {
      json.append(",\"sender\":");
      JsonText.quote(sender, json);
    }
    json.append(",\"read\":").append(entry.read());
    return json.append(",\"archived\":").append(entry.archived()).append('}').toString();
  }

  /**
   * A page of names, each with a value.
   *
   * @param all one more than the page holds, if there are more
   * @param value adds the value to a name's object
   */
  static String numbered(
      String list,
      String name,
      Map<String, Long> all,
      int limit,
      BiConsumer<JsonObjectBuilder, Long> value) {
    JsonArrayBuilder page = JsonData.array();
    all.entrySet().stream()
        .limit(limit)
        .forEach(
            one -> {
              JsonObjectBuilder json = JsonData.object().add(name, one.getKey());
              value.accept(json, one.getValue());
              page.add(json);
            });
    return JsonData.compact(JsonData.object().add(list, page).add("more", all.size() > limit));
  }
}
