package io.reddot.it.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Properties of a packet of version 5, in their order (section 2.2.2). */
final class Props {
  static final int PAYLOAD_FORMAT = 1;
  static final int MESSAGE_EXPIRY = 2;
  static final int CONTENT_TYPE = 3;
  static final int RESPONSE_TOPIC = 8;
  static final int CORRELATION_DATA = 9;
  static final int SUBSCRIPTION_ID = 11;
  static final int SESSION_EXPIRY = 17;
  static final int ASSIGNED_CLIENT_ID = 18;
  static final int SERVER_KEEP_ALIVE = 19;
  static final int AUTHENTICATION_METHOD = 21;
  static final int AUTHENTICATION_DATA = 22;
  static final int REQUEST_PROBLEM_INFORMATION = 23;
  static final int WILL_DELAY = 24;
  static final int REQUEST_RESPONSE_INFORMATION = 25;
  static final int RESPONSE_INFORMATION = 26;
  static final int SERVER_REFERENCE = 28;
  static final int REASON_STRING = 31;
  static final int RECEIVE_MAXIMUM = 33;
  static final int TOPIC_ALIAS_MAXIMUM = 34;
  static final int TOPIC_ALIAS = 35;
  static final int MAXIMUM_QOS = 36;
  static final int RETAIN_AVAILABLE = 37;
  static final int USER = 38;
  static final int MAXIMUM_PACKET_SIZE = 39;
  static final int WILDCARDS_AVAILABLE = 40;
  static final int SUBSCRIPTION_IDS_AVAILABLE = 41;
  static final int SHARED_AVAILABLE = 42;

  private static final Set<Integer> BYTE = Set.of(1, 23, 25, 36, 37, 40, 41, 42);
  private static final Set<Integer> TWO_BYTES = Set.of(19, 33, 34, 35);
  private static final Set<Integer> FOUR_BYTES = Set.of(2, 17, 24, 39);
  private static final Set<Integer> TEXT = Set.of(3, 8, 18, 21, 26, 28, 31);
  private static final Set<Integer> BINARY = Set.of(9, 22);

  /** What a server may send, by packet (table 2-4). */
  private static final Map<Type, Set<Integer>> FROM_SERVER =
      Map.of(
          Type.CONNACK,
          Set.of(17, 18, 19, 21, 22, 26, 28, 31, 33, 34, 36, 37, 38, 39, 40, 41, 42),
          Type.PUBLISH,
          Set.of(1, 2, 3, 8, 9, 11, 35, 38),
          // Not the session expiry interval: MQTT-3.14.2-2.
          Type.DISCONNECT,
          Set.of(28, 31, 38),
          Type.AUTH,
          Set.of(21, 22, 31, 38));

  private static final Set<Integer> FROM_SERVER_ELSEWHERE = Set.of(31, 38);

  /** A user property. */
  record Pair(String name, String value) {}

  private record Entry(int id, Object value) {}

  private final List<Entry> entries = new ArrayList<>();

  Props with(int id, Object value) {
    entries.add(new Entry(id, value));
    return this;
  }

  Props user(String name, String value) {
    return with(USER, new Pair(name, value));
  }

  /** With the length before them. */
  byte[] toBytes() {
    Bytes bytes = new Bytes();
    for (Entry entry : entries) {
      bytes.variable(entry.id);
      if (entry.value instanceof Pair pair) {
        bytes.utf8(pair.name).utf8(pair.value);
      } else if (entry.value instanceof String text) {
        bytes.utf8(text);
      } else if (entry.value instanceof byte[] binary) {
        bytes.binary(binary);
      } else {
        number(bytes, entry.id, ((Number) entry.value).longValue());
      }
    }
    return new Bytes().variable(bytes.toBytes().length).raw(bytes.toBytes()).toBytes();
  }

  private static void number(Bytes bytes, int id, long value) {
    if (BYTE.contains(id)) {
      bytes.u8((int) value);
    } else if (TWO_BYTES.contains(id)) {
      bytes.u16((int) value);
    } else if (FOUR_BYTES.contains(id)) {
      bytes.u32(value);
    } else {
      bytes.variable((int) value);
    }
  }

  /** Takes only what a server may send in such a packet, and as often as it may. */
  static Props read(Fields all, Type type) {
    Fields fields = all.part(all.variable());
    Set<Integer> allowed = FROM_SERVER.getOrDefault(type, FROM_SERVER_ELSEWHERE);
    Props props = new Props();
    while (fields.more()) {
      int id = fields.variable();
      if (!allowed.contains(id)) {
        throw new IllegalArgumentException("property " + id + " in " + type);
      }
      if (props.has(id) && id != USER && id != SUBSCRIPTION_ID) {
        throw new IllegalArgumentException("property " + id + " twice in " + type);
      }
      props.with(id, value(fields, id));
    }
    return props;
  }

  private static Object value(Fields fields, int id) {
    if (BYTE.contains(id)) {
      return fields.u8();
    } else if (TWO_BYTES.contains(id)) {
      return fields.u16();
    } else if (FOUR_BYTES.contains(id)) {
      return fields.u32();
    } else if (TEXT.contains(id)) {
      return fields.utf8();
    } else if (BINARY.contains(id)) {
      return fields.binary();
    } else if (id == USER) {
      return new Pair(fields.utf8(), fields.utf8());
    } else {
      return fields.variable();
    }
  }

  boolean has(int id) {
    return entries.stream().anyMatch(entry -> entry.id == id);
  }

  /** The values of a property; none: it is not there. */
  private List<Object> values(int id) {
    return entries.stream().filter(entry -> entry.id == id).map(Entry::value).toList();
  }

  private Object value(int id) {
    if (!has(id)) {
      throw new AssertionError("no property " + id + " in " + this);
    }
    return values(id).get(0);
  }

  int number(int id) {
    return Math.toIntExact(((Number) value(id)).longValue());
  }

  int number(int id, int otherwise) {
    return has(id) ? number(id) : otherwise;
  }

  String text(int id) {
    return (String) value(id);
  }

  byte[] binary(int id) {
    return (byte[]) value(id);
  }

  List<Integer> subscriptionIds() {
    return values(SUBSCRIPTION_ID).stream().map(Integer.class::cast).sorted().toList();
  }

  List<Pair> users() {
    return values(USER).stream().map(Pair.class::cast).toList();
  }

  /** The first user property of the name. */
  String user(String name) {
    return users().stream()
        .filter(pair -> pair.name.equals(name))
        .map(Pair::value)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no user property " + name + " in " + this));
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
