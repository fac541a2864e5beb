package io.reddot.it.mqtt;

import io.reddot.fixture.Await;
import io.reddot.fixture.Site;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.Forgery;
import io.reddot.fixture.attack.Fuzz;
import io.reddot.fixture.attack.WebSocketAttacker;
import io.reddot.fixture.mqtt.BrokenPackets;
import io.reddot.fixture.mqtt.Bytes;
import io.reddot.fixture.mqtt.Version;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Broken packets in frames that are whole, or broken, too; over TCP alone {@link MqttFuzzIT} sends
 * them.
 */
@ResourceLock(Attack.SERVER)
class MqttWebSocketFuzzIT {
  private static final int PACKETS_A_CONNECTION = 10;

  @RegisterExtension final Attack attack = new Attack();

  private final String token = Forgery.token("mallory");

  @Test
  void brokenPacketsHurtNobodyElse() throws Exception {
    Site site = attack.site();
    Fuzz.run(Fuzz.REQUESTS / PACKETS_A_CONNECTION, random -> exchange(site, random));
    Await.until(
        "the broken clients are gone",
        () -> !Site.object(site.get("api/presence/mallory").body()).getBoolean("online"));
  }

  private void exchange(Site site, Random random) throws Exception {
    Version version = random.nextBoolean() ? Version.V5 : Version.V3;
    BrokenPackets packets = new BrokenPackets(random);
    byte[] connect = packets.connect(version, token);
    byte[] all =
        new Bytes()
            .raw(random.nextInt(8) > 0 ? connect : packets.mutated(connect))
            .raw(packets.some(version, PACKETS_A_CONNECTION))
            .toBytes();
    String headers = "Sec-WebSocket-Protocol: mqtt\r\n";
    try (WebSocketAttacker attacker = new WebSocketAttacker(site, "api/mqtt", headers)) {
      for (int from = 0; from < all.length; ) {
        int size = Math.min(all.length - from, 1 + random.nextInt(200));
        byte[] part = Arrays.copyOfRange(all, from, from + size);
        int first = random.nextInt(30) == 0 ? random.nextInt(256) : 0x82;
        attacker.send(WebSocketAttacker.frame(first, part, true));
        from += size;
      }
      attacker.send(WebSocketAttacker.frame(0x88, new byte[] {3, (byte) 0xe8}, true));
      attacker.patience(200); // where a length lied it may rightly wait for more
      attacker.everything();
    }
  }
}
