package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.reddot.fixture.Await;
import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.BrokenPackets;
import io.reddot.fixture.mqtt.Bytes;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Broken packets by the thousand, each a valid one that something was done to: the server answers
 * in its protocol or hangs up, and nobody else notices. {@code -Dreddot.fuzz.packets} says how
 * many, {@code -Dreddot.fuzz.seed} which.
 */
class MqttFuzzIT extends DeployedMqtt {
  private static final int PACKETS = Integer.getInteger("reddot.fuzz.packets", 20_000);
  private static final long SEED = Long.getLong("reddot.fuzz.seed", 20261124);
  private static final int PACKETS_A_CONNECTION = 25;

  private final String user = newClientId();

  /** May do little, so that what was broken into something valid does no harm. */
  private final String token = Site.token(user, List.of(), List.of("fuzz/#"), List.of("fuzz/#"));

  private final Random random = new Random(SEED);
  private final BrokenPackets packets = new BrokenPackets(random);

  @Test
  void brokenPacketsHurtNobodyElse() throws Exception {
    String topic = newTopic();
    MqttClient witness = connect(Version.V5);
    witness.subscribe(topic, 1);
    for (int sent = 0; sent < PACKETS; sent += PACKETS_A_CONNECTION) {
      Version version = random.nextBoolean() ? Version.V5 : Version.V3;
      fuzz(version, sent);
      if (sent % (PACKETS_A_CONNECTION * 10) == 0) {
        witness.publish(topic, "undisturbed " + sent, 1);
        witness.message("undisturbed " + sent);
      }
    }
    witness.expectNothing();
    Await.until(
        "the broken clients are gone",
        () -> !Site.object(site().get("api/presence/" + user).body()).getBoolean("online"));
    assertFalse(site().get("api/presence").body().contains(user));
  }

  /** One connection: a good beginning, or a broken one too, then as many as the server takes. */
  private void fuzz(Version version, int sent) throws Exception {
    try (MqttClient client = new MqttClient(PORT, version)) {
      byte[] connect = packets.connect(version, token);
      boolean whole = random.nextInt(8) > 0;
      Bytes all = new Bytes().raw(whole ? connect : packets.mutated(connect));
      all.raw(packets.some(version, PACKETS_A_CONNECTION));
      try {
        client.send(all.toBytes());
        client.finish();
      } catch (IOException e) {
        // it hung up while we were talking, as it may
      }
      Packet last = client.next();
      while (last.type().ordinal() < Type.CLOSED.ordinal()) {
        last = client.next();
      }
      if (whole) { // else it may be talking in the other version
        assertEquals(Type.CLOSED, last.type(), "seed " + SEED + ", at " + sent + ": " + last);
      }
    }
  }
}
