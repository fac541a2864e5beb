package io.reddot.it.mqtt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Packets that were valid before something was done to them. For one thread. */
final class BrokenPackets {
  private final Random random;

  BrokenPackets(Random random) {
    this.random = random;
  }

  /** As many packets, four of five of them broken. */
  byte[] some(Version version, int count) {
    List<byte[]> valid = valid(version);
    Bytes all = new Bytes();
    for (int i = 0; i < count; i++) {
      byte[] packet = valid.get(random.nextInt(valid.size()));
      all.raw(random.nextInt(5) > 0 ? mutated(packet) : packet);
    }
    return all.toBytes();
  }

  /** A whole CONNECT. */
  byte[] connect(Version version, String token) {
    Connect connect = new Connect(version, "fuzz" + random.nextInt(50)).token(token);
    if (random.nextBoolean()) {
      connect.will(new Publish("fuzz/will", "x").qos(random.nextInt(3)));
    }
    if (version == Version.V5) {
      connect
          .with(Props.RECEIVE_MAXIMUM, 1 + random.nextInt(20))
          .with(Props.TOPIC_ALIAS_MAXIMUM, random.nextInt(5))
          .with(Props.SESSION_EXPIRY, random.nextInt(2));
    }
    return connect.bytes();
  }

  private List<byte[]> valid(Version version) {
    List<byte[]> valid = new ArrayList<>();
    for (int qos = 0; qos <= 2; qos++) {
      Publish publish = new Publish("fuzz/" + random.nextInt(5), "payload").qos(qos);
      if (random.nextBoolean()) {
        publish
            .with(Props.TOPIC_ALIAS, 1)
            .with(Props.MESSAGE_EXPIRY, 5)
            .with(Props.CONTENT_TYPE, "text/plain")
            .with(Props.CORRELATION_DATA, new byte[] {1, 2, 3})
            .user("name", "value");
      }
      valid.add(publish.id(qos == 0 ? 0 : 1 + random.nextInt(9)).bytes(version));
    }
    int id = 1 + random.nextInt(9);
    valid.add(new Subscribe("fuzz/+", random.nextInt(3)).bytes(version, id));
    valid.add(
        new Subscribe("$share/g/fuzz/#", 1).with(Props.SUBSCRIPTION_ID, 3).bytes(version, id));
    valid.add(
        new Bytes()
            .u16(id)
            .raw(version == Version.V5 ? new byte[1] : new byte[0])
            .utf8("fuzz/+")
            .packet(0xa2));
    for (Type ack : List.of(Type.PUBACK, Type.PUBREC, Type.PUBREL, Type.PUBCOMP)) {
      valid.add(new Bytes().u16(id).packet(ack.ordinal() << 4 | (ack == Type.PUBREL ? 2 : 0)));
    }
    valid.add(new Bytes().packet(0xc0));
    if (random.nextInt(10) == 0) {
      valid.add(new Bytes().packet(0xe0));
    }
    return valid;
  }

  /** Bits turned over, bytes cut out, put in or written over, or another length. */
  byte[] mutated(byte[] packet) {
    byte[] bytes = packet.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 3 -> bytes = spliced(bytes, at, at + random.nextInt(bytes.length - at), new byte[0]);
        case 4 -> {
          byte[] more = new byte[random.nextInt(8)];
          random.nextBytes(more);
          bytes = spliced(bytes, at, at, more);
        }
        default -> {
          int second = Math.min(1, bytes.length - 1);
          bytes[second] = (byte) (bytes[second] + random.nextInt(7) - 3);
        }
      }
      bytes = bytes.length == 0 ? packet.clone() : bytes;
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    return new Bytes()
        .raw(Arrays.copyOf(bytes, from))
        .raw(between)
        .raw(Arrays.copyOfRange(bytes, to, bytes.length))
        .toBytes();
  }
}
