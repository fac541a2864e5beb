package io.reddot.it.mqtt;

/** A SUBSCRIBE packet. Subscription options are the QoS and what is added to it. */
final class Subscribe {
  static final int NO_LOCAL = 0x04;
  static final int RETAIN_AS_PUBLISHED = 0x08;

  /** Retained messages only if the subscription is new. */
  static final int RETAINED_IF_NEW = 0x10;

  static final int NO_RETAINED = 0x20;

  private final Bytes filters = new Bytes();
  private final Props props = new Props();

  Subscribe(String filter, int options) {
    and(filter, options);
  }

  Subscribe and(String filter, int options) {
    filters.utf8(filter).u8(options);
    return this;
  }

  Subscribe with(int property, Object value) {
    props.with(property, value);
    return this;
  }

  Subscribe user(String name, String value) {
    props.user(name, value);
    return this;
  }

  byte[] bytes(Version version, int id) {
    Bytes bytes = new Bytes().u16(id);
    if (version == Version.V5) {
      bytes.raw(props.toBytes());
    }
    return bytes.raw(filters.toBytes()).packet(0x82);
  }
}
