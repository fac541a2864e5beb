package io.reddot.hub;

import io.reddot.message.LoggedEvent;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.MessageRecalled;
import io.reddot.session.Envelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Wraps messages in envelopes. Stateless. */
final class Envelopes {
  private Envelopes() {}

  /**
   * Returns the envelopes of {@code messages}. System events other than recalls have none: clients
   * would take them for published messages.
   *
   * @param events the system events among them
   */
  static List<Envelope.OfMessage> of(List<Message> messages, List<LoggedEvent> events) {
    Map<Long, SystemEvent> byPosition = byPosition(events);
    List<Envelope.OfMessage> envelopes = new ArrayList<>(messages.size());
    for (Message message : messages) {
      if (!SystemEvent.isReserved(message.event())) {
        envelopes.add(new Envelope.OfMessage(message));
      } else if (byPosition.get(message.position()) instanceof MessageRecalled recall) {
        envelopes.add(Envelope.OfMessage.recall(message, recall.id()));
      }
    }
    return envelopes;
  }

  /** Returns the events by their positions in the log. */
  static Map<Long, SystemEvent> byPosition(List<LoggedEvent> events) {
    if (events.isEmpty()) { // the usual case
      return Map.of();
    }
    Map<Long, SystemEvent> byPosition = new HashMap<>();
    events.forEach(logged -> byPosition.put(logged.message().position(), logged.event()));
    return byPosition;
  }
}
