package io.reddot.inbox;

import io.reddot.log.InboxStore.InboxEntry;
import io.reddot.log.InboxStore.InboxPage;
import io.reddot.message.Cursor;
import io.reddot.message.JsonText;
import io.reddot.session.Envelope;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What inboxes and groups look like in JSON. */
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

  /** The envelope that streams say, and what the reader has done with it. */
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
   * @param all one more than the page holds, if there are more
   */
  static String numbered(
      String list,
      String name,
      String number,
      Map<String, Long> all,
      int limit,
      Function<Long, String> written) {
    return all.entrySet().stream()
        .limit(limit)
        .map(
            one ->
                "{\"%s\":%s,\"%s\":%s}"
                    .formatted(
                        name, JsonText.quote(one.getKey()), number, written.apply(one.getValue())))
        .collect(
            Collectors.joining(
                ",", "{\"" + list + "\":[", "],\"more\":" + (all.size() > limit) + "}"));
  }
}
