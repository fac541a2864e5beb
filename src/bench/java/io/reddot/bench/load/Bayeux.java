package io.reddot.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client of the Bayeux protocol says: shakes hands, subscribes to {@code /bench}, and then
 * connects again each time that it was answered. For its client's thread.
 */
final class Bayeux {
  private static final Pattern CLIENT = Pattern.compile("\"clientId\":\"([^\"]+)\"");

  private final String transport;
  private final ByteArrayOutputStream handshake = new ByteArrayOutputStream();
  private String client;
  private boolean subscribing;

  /**
   * @param transport as the protocol calls it
   */
  Bayeux(String transport) {
    this.transport = transport;
  }

  String handshake() {
    return "[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\","
        + "\"supportedConnectionTypes\":[\"%s\"]}]".formatted(transport);
  }

  /** A piece of the answer to the handshake; the rest need not come here. */
  void read(byte[] bytes, int from, int to) {
    if (client == null) {
      handshake.write(bytes, from, to - from);
    }
  }

  /** What is said next, after an answer is complete. */
  String next() throws IOException {
    if (client == null) {
      Matcher matcher = CLIENT.matcher(handshake.toString(ISO_8859_1));
      if (!matcher.find()) {
        throw new IOException("no handshake: " + handshake.toString(ISO_8859_1));
      }
      client = matcher.group(1);
      subscribing = true;
      return "[{\"channel\":\"/meta/subscribe\",\"clientId\":\"%s\",\"subscription\":\"/bench\"}]"
          .formatted(client);
    }
    subscribing = false;
    return "[{\"channel\":\"/meta/connect\",\"clientId\":\"%s\",\"connectionType\":\"%s\"}]"
        .formatted(client, transport);
  }

  /** The answer to the subscription was what came last. */
  boolean subscribed() {
    return client != null && !subscribing;
  }
}
