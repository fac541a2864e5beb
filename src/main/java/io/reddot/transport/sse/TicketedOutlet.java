package io.reddot.transport.sse;

import io.reddot.access.Tickets;
import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.WireFormat;
import io.reddot.transport.ServletStream;
import io.reddot.transport.Wire;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The outlet of a client that came with a {@linkplain Tickets ticket}. Each event's id contains,
 * after the cursor, the key with which the client reconnects, because a browser sends only the last
 * id. Thread-safe.
 */
final class TicketedOutlet implements Outlet {
  /**
   * Matches the id line of an event; the only other lines begin with {@code event:}, {@code retry:}
   * and {@code data:}. Only a line feed ends a line, because data may contain other characters that
   * Java treats as line ends.
   */
  private static final Pattern ID =
      Pattern.compile("^id: .*$", Pattern.MULTILINE | Pattern.UNIX_LINES);

  private final ServletStream stream;
  private final String key;

  TicketedOutlet(ServletStream stream, String key) {
    this.stream = stream;
    this.key = key;
  }

  @Override
  public WireFormat format() {
    return Wire.SSE;
  }

  @Override
  public void write(EnvelopeBatch batch, Written written) {
    String events = keyed(batch.in(Wire.SSE).text(), key);
    stream.write(events.getBytes(StandardCharsets.UTF_8), written);
  }

  /** Returns the events with the key after each id. */
  static String keyed(String events, String key) {
    return ID.matcher(events).replaceAll("$0" + Tickets.MARK + key);
  }

  @Override
  public void heartbeat(Written written) {
    stream.write(SseResource.HEARTBEAT, written);
  }

  @Override
  public void close(Goodbye goodbye) {
    stream.close();
  }
}
