package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.Forgery;
import io.reddot.fixture.attack.WebSocketAttacker;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import io.reddot.fixture.mqtt.WebSocketPipe;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many large packets that are begun and never completed: they count in the one budget of all that
 * is unfinished.
 */
@ResourceLock(Attack.SERVER)
class MqttUnfinishedIT {
  private static final int QUOTA_EXCEEDED = 0x97;
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int BODY_BYTES = 4 << 20;
  private static final int LACKING = 50;

  /** How many of the largest messages one user may have begun, and one address. */
  private static final int OF_USER = 4;

  private static final int OF_ADDRESS = 8;

  @RegisterExtension final Attack attack = new Attack();

  private final List<AutoCloseable> open = new ArrayList<>();

  /** How the packets come. */
  enum Way {
    TCP,
    WEBSOCKET
  }

  @AfterEach
  void hangUp() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** A PUBLISH that lacks some bytes, and would be refused with them. */
  private MqttClient begin(Way way, String user, int size) throws Exception {
    Socket socket =
        way == Way.TCP
            ? new Socket(attack.site().host(), attack.site().mqttPort())
            : new WebSocketPipe(attack.site());
    MqttClient client = new MqttClient(socket, Version.V5);
    open.add(client);
    client.connect(new Connect(Version.V5, "").token(Forgery.token(user)));
    byte[] packet = new Publish("no/grant", new byte[size]).qos(1).id(1).bytes(Version.V5);
    try {
      client.send(Arrays.copyOf(packet, packet.length - LACKING));
    } catch (IOException hungUp) {
      // as it may
    }
    return client;
  }

  private static boolean stands(MqttClient client) throws Exception {
    client.send(new byte[LACKING]);
    return client.expect(Type.PUBACK).code() == NOT_AUTHORIZED;
  }

  /**
   * Some are refused, and the others are answered. A frame counts twice while it is decoded, so a
   * busy server may refuse a client more than the bound alone would.
   */
  private static void assertBounded(List<MqttClient> begun, int most, String whose)
      throws Exception {
    Await.until(
        begun.size() - most + " are refused",
        () -> begun.stream().filter(each -> each.waiting() > 0).count() >= begun.size() - most);
    int standing = 0;
    for (MqttClient each : begun) {
      if (each.waiting() == 0) {
        complete(each);
      }
      Packet answer = each.next();
      if (answer.type() == Type.PUBACK) {
        assertEquals(NOT_AUTHORIZED, answer.code());
        standing++;
      } else {
        assertRefused(answer, whose);
      }
    }
    assertTrue(standing <= most && standing >= most / 2, standing + " of " + most);
  }

  private static void complete(MqttClient client) {
    try {
      client.send(new byte[LACKING]);
    } catch (IOException disconnected) {
      // as it may have been just now
    }
  }

  /** Told so in MQTT, or with the WebSocket's own goodbye if the frame was too much already. */
  private static void assertRefused(Packet goodbye, String whose) {
    if (goodbye.type() == Type.CLOSED) {
      assertTrue(goodbye.topic().contains("closed with 1013"), goodbye::toString);
    } else {
      assertEquals(QUOTA_EXCEEDED, goodbye.code(), goodbye::toString);
      String why = goodbye.props().text(Props.REASON_STRING);
      assertTrue(why.contains("Too many large unfinished messages of this " + whose), why);
    }
  }

  @ParameterizedTest
  @EnumSource
  void packetsOfOneUserAreBounded(Way way) throws Exception {
    List<MqttClient> begun = new ArrayList<>();
    for (int i = 0; i < OF_USER + 3; i++) {
      begun.add(begin(way, "mallory", BODY_BYTES - 100));
    }
    assertBounded(begun, OF_USER, "user");
    assertTrue(stands(begin(way, "mallory", BODY_BYTES - 100)), "there is room again");
  }

  @ParameterizedTest
  @EnumSource
  void packetsFromOneAddressAreBounded(Way way) throws Exception {
    List<MqttClient> begun = new ArrayList<>();
    for (int i = 0; i < OF_ADDRESS + 1; i++) {
      begun.add(begin(way, "mallory" + i, BODY_BYTES - 100));
    }
    assertBounded(begun, OF_ADDRESS, "address");
  }

  @ParameterizedTest
  @EnumSource
  void textsAndPacketsShareOneBudget(Way way) throws Exception {
    for (int i = 0; i < OF_USER; i++) {
      beginText();
    }
    MqttClient refused = begin(way, "mallory", 1_000_000);
    Await.until("it is refused", () -> refused.waiting() > 0);
    assertRefused(refused.next(), "user");
    MqttClient other = begin(way, "trudy", 1_000_000);
    assertTrue(stands(other), "another user");
  }

  /** The server has taken all of it when this returns. */
  private void beginText() throws Exception {
    WebSocketAttacker client =
        new WebSocketAttacker(attack.site().as(Forgery.token("mallory")), "everyone");
    open.add(client);
    byte[] text = new byte[BODY_BYTES - 100];
    Arrays.fill(text, (byte) ' ');
    client.send(WebSocketAttacker.frame(0x01, text, true));
    client.send(WebSocketAttacker.frame(0x89, new byte[0], true));
    while (client.frame().opcode() != 10) {
      // until it is the pong
    }
  }
}
