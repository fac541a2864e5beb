package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.it.Site;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * An MQTT client that does nothing by itself: what it is told goes out byte by byte, right or
 * wrong, and what comes in stands in a queue that must end exhausted, with the connection's end as
 * its last entry. It acknowledges only where a method says so. For one test thread.
 */
final class MqttClient implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  final Version version;
  private final Socket socket;

  /** Guarded by itself, as is {@link #ended}. */
  private final Queue<Packet> arrived = new ArrayDeque<>();

  private boolean ended;
  private boolean closed;
  private int lastId;
  private final Map<Integer, String> aliases = new HashMap<>();

  /** Connected, but nothing said yet. */
  MqttClient(int port, Version version) throws IOException {
    this(new Socket(Site.LOCALHOST, port), version);
  }

  /** Over a connection that is there. */
  MqttClient(Socket connected, Version version) throws IOException {
    this.version = version;
    socket = connected;
    socket.setTcpNoDelay(true);
    Thread reader = new Thread(this::read, "mqtt client");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    Packet end;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
      while (true) {
        arrive(Packet.parse(version, first(in), body(in)));
      }
    } catch (IOException e) {
      end = Packet.none(Type.CLOSED, e.toString());
    } catch (RuntimeException e) {
      end = Packet.none(Type.BROKEN, e.toString());
    }
    arrive(end);
  }

  private static int first(DataInputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      throw new EOFException("closed");
    }
    return first;
  }

  private static byte[] body(DataInputStream in) throws IOException {
    int length = 0;
    int digit = 0x80;
    for (int shift = 0; digit >= 0x80; shift += 7) {
      digit = in.readUnsignedByte();
      length |= (digit & 0x7f) << shift;
      if (shift > 21) {
        throw new IllegalArgumentException("remaining length of five bytes");
      }
    }
    byte[] body = new byte[length];
    in.readFully(body);
    return body;
  }

  private void arrive(Packet packet) {
    synchronized (arrived) {
      arrived.add(packet);
      ended |= packet.type() == Type.CLOSED || packet.type() == Type.BROKEN;
      arrived.notifyAll();
    }
  }

  /** The first packet of the type, wherever it stands; null: of any type. */
  private Packet take(Type type) throws InterruptedException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    synchronized (arrived) {
      while (true) {
        for (Iterator<Packet> i = arrived.iterator(); i.hasNext(); ) {
          Packet packet = i.next();
          if (type == null || packet.type() == type) {
            i.remove();
            return packet;
          }
        }
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (ended || left <= 0) {
          throw new AssertionError(
              "no %s came%s; there is %s"
                  .formatted(type == null ? "packet" : type, ended ? "" : " in time", arrived));
        }
        arrived.wait(left);
      }
    }
  }

  /** The next packet, whatever it is. */
  Packet next() throws InterruptedException {
    return take(null);
  }

  /** The next packet, which must be of this type. */
  Packet expect(Type type) throws InterruptedException {
    Packet packet = next();
    assertEquals(type, packet.type(), packet::toString);
    return packet;
  }

  /** The first packet of this type: others may come before it and stay. */
  Packet await(Type type) throws InterruptedException {
    return take(type);
  }

  /** The server has nothing to say but to answer. */
  void expectNothing() throws Exception {
    send(0xc0, 0);
    expect(Type.PINGRESP);
  }

  void expectClosed() throws InterruptedException {
    expect(Type.CLOSED);
  }

  /** How many packets have come that were not taken yet; the end is one. */
  int waiting() {
    synchronized (arrived) {
      return arrived.size();
    }
  }

  /** The server hangs up and, in version 5, says with one of these codes why. */
  void expectDisconnect(Integer... codes) throws InterruptedException {
    if (version == Version.V5) {
      Packet goodbye = expect(Type.DISCONNECT);
      assertTrue(Arrays.asList(codes).contains(goodbye.code()), goodbye::toString);
    }
    expectClosed();
  }

  Packet expectRefused(int code) throws InterruptedException {
    Packet connack = expect(Type.CONNACK);
    assertEquals(code, connack.code(), connack::toString);
    expectClosed();
    return connack;
  }

  /** Nothing may be left, or still come, that was not expected: the end neither. */
  void endExhausted() throws Exception {
    boolean open;
    synchronized (arrived) {
      open = !ended && !closed;
    }
    if (open) {
      expectNothing();
    }
    synchronized (arrived) {
      assertEquals(
          List.of(), arrived.stream().filter(it -> !(closed && it.type() == Type.CLOSED)).toList());
    }
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void send(int... bytes) throws IOException {
    Bytes all = new Bytes();
    for (int one : bytes) {
      all.u8(one);
    }
    send(all.toBytes());
  }

  int nextId() {
    return ++lastId;
  }

  /** The CONNACK that says that all is well. */
  Packet connect(Connect connect) throws Exception {
    send(connect.bytes());
    Packet connack = expect(Type.CONNACK);
    assertEquals(0, connack.code(), connack::toString);
    return connack;
  }

  /** The SUBACK; retained messages may come before it. */
  Packet subscribe(Subscribe subscribe) throws Exception {
    int id = nextId();
    send(subscribe.bytes(version, id));
    Packet suback = await(Type.SUBACK);
    assertEquals(id, suback.id());
    return suback;
  }

  /** Subscribes, and is granted what it asks for. */
  void subscribe(String filter, int options) throws Exception {
    assertEquals(List.of(options & 3), subscribe(new Subscribe(filter, options)).codes());
  }

  Packet unsubscribe(String... filters) throws Exception {
    int id = nextId();
    Bytes bytes = new Bytes().u16(id).raw(version == Version.V5 ? new byte[1] : new byte[0]);
    for (String filter : filters) {
      bytes.utf8(filter);
    }
    send(bytes.packet(0xa2));
    Packet unsuback = await(Type.UNSUBACK);
    assertEquals(id, unsuback.id());
    return unsuback;
  }

  /** Sends it, with a packet identifier where it needs one, which is returned. */
  int send(Publish publish) throws IOException {
    if (publish.qos() > 0 && publish.id() == 0) {
      publish.id(nextId());
    }
    send(publish.bytes(version));
    return publish.id();
  }

  /** Publishes and goes through all that its QoS wants. */
  void publish(Publish publish) throws Exception {
    int id = send(publish);
    if (publish.qos() == 1) {
      assertAck(id, await(Type.PUBACK));
    } else if (publish.qos() == 2) {
      assertAck(id, await(Type.PUBREC));
      ack(Type.PUBREL, id);
      assertAck(id, await(Type.PUBCOMP));
    }
  }

  void publish(String topic, String payload, int qos) throws Exception {
    publish(new Publish(topic, payload).qos(qos));
  }

  /** 0x10: taken, but there is nobody who subscribes to it. */
  static void assertAck(int id, Packet ack) {
    assertTrue(ack.code() == 0 || ack.code() == 0x10, ack::toString);
    assertEquals(id, ack.id());
  }

  void ack(Type type, int id) throws IOException {
    send(new Bytes().u16(id).packet(type.ordinal() << 4 | (type == Type.PUBREL ? 2 : 0)));
  }

  /** In version 5. */
  void ack(Type type, int id, int code) throws IOException {
    send(new Bytes().u16(id).u8(code).packet(type.ordinal() << 4 | (type == Type.PUBREL ? 2 : 0)));
  }

  /** The next message, taken with all that its QoS wants. */
  Packet message() throws Exception {
    Packet message = expect(Type.PUBLISH);
    if (message.qos() == 1) {
      ack(Type.PUBACK, message.id());
    } else if (message.qos() == 2) {
      ack(Type.PUBREC, message.id());
      assertAck(message.id(), await(Type.PUBREL));
      ack(Type.PUBCOMP, message.id());
    }
    return message;
  }

  /** The next message, which must have this payload. */
  Packet message(String payload) throws Exception {
    Packet message = message();
    assertEquals(payload, message.text(), message::toString);
    return message;
  }

  /** Where it was published, looked up if the server sent an alias; in the order of arrival. */
  String topic(Packet message) {
    if (!message.props().has(Props.TOPIC_ALIAS)) {
      return message.topic();
    }
    int alias = message.props().number(Props.TOPIC_ALIAS);
    if (!message.topic().isEmpty()) {
      aliases.put(alias, message.topic());
    }
    return aliases.get(alias);
  }

  /** Says that it goes, and waits until the server has hung up. */
  void disconnect() throws Exception {
    send(0xe0, 0);
    leave();
  }

  /** In version 5. */
  void disconnect(int code, Props props) throws Exception {
    send(new Bytes().u8(code).raw(props.toBytes()).packet(0xe0));
    leave();
  }

  /** Says nothing any more, but still listens. */
  void finish() throws IOException {
    socket.shutdownOutput();
  }

  private void leave() throws Exception {
    try {
      finish();
    } catch (IOException e) {
      // the server was quicker
    }
    await(Type.CLOSED);
    close();
  }

  /** Ends the connection without a word, as a network that fails. */
  @Override
  public void close() throws IOException {
    synchronized (arrived) {
      closed = true;
    }
    socket.close();
  }
}
