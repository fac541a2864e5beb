package io.reddot.it.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A PUBLISH packet, or a will: QoS 0 unless it is told otherwise. */
final class Publish {
  private final String topic;
  private final byte[] payload;
  private final Props props = new Props();
  private int qos;
  private int id;
  private boolean retain;
  private boolean dup;

  Publish(String topic, byte[] payload) {
    this.topic = topic;
    this.payload = payload;
  }

  Publish(String topic, String payload) {
    this(topic, payload.getBytes(UTF_8));
  }

  Publish qos(int newQos) {
    qos = newQos;
    return this;
  }

  /** Left out, the client takes a free one. */
  Publish id(int packetId) {
    id = packetId;
    return this;
  }

  Publish retain() {
    retain = true;
    return this;
  }

  Publish dup() {
    dup = true;
    return this;
  }

  Publish with(int property, Object value) {
    props.with(property, value);
    return this;
  }

  Publish user(String name, String value) {
    props.user(name, value);
    return this;
  }

  String topic() {
    return topic;
  }

  byte[] payload() {
    return payload;
  }

  Props props() {
    return props;
  }

  int qos() {
    return qos;
  }

  int id() {
    return id;
  }

  boolean retained() {
    return retain;
  }

  byte[] bytes(Version version) {
    Bytes bytes = new Bytes().utf8(topic);
    if (qos > 0) {
      bytes.u16(id);
    }
    if (version == Version.V5) {
      bytes.raw(props.toBytes());
    }
    return bytes.raw(payload).packet(0x30 | (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0));
  }
}
