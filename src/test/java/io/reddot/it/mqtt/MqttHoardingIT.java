package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.Forgery;
import io.reddot.fixture.attack.Hoard;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user takes what is another's, or has the server keep more than its share. */
@ResourceLock(Attack.SERVER)
class MqttHoardingIT {
  private static final int QUOTA_EXCEEDED = 0x97;
  private static final int SERVER_UNAVAILABLE_3 = 3;
  private static final int FAILED_3 = 0x80;
  private static final int MESSAGES = 20;

  /** Nobody's inbox, for the other attacks on this server expect theirs to be empty. */
  private static final String JOBS = "it/jobs";

  @RegisterExtension final Attack attack = new Attack();

  private final List<MqttClient> clients = new ArrayList<>();

  /** The attacker; each test has one of its own, with what the others of this class have kept. */
  private final String mallory = "mallory-" + UUID.randomUUID();

  @AfterEach
  void hangUp() throws Exception {
    for (MqttClient client : clients) {
      client.close();
    }
  }

  private MqttClient open(Version version) throws Exception {
    MqttClient client = new MqttClient(attack.site().mqttPort(), version);
    clients.add(client);
    return client;
  }

  private MqttClient connect(Connect connect) throws Exception {
    MqttClient client = open(connect.version);
    client.connect(connect);
    return client;
  }

  private static Connect as(Version version, String user, String clientId) {
    return new Connect(version, clientId).token(Forgery.token(user));
  }

  /** Somebody who reads the jobs. */
  private static Connect worker(Version version, String user, String clientId) {
    return new Connect(version, clientId).token(Forgery.token(user, List.of(JOBS), List.of()));
  }

  private void publish(String topic) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      attack.site().publish(topic, Integer.toString(i));
    }
    attack.stored(MESSAGES);
  }

  private static void assertRefused(Version version, Packet suback) {
    assertEquals(
        List.of(version == Version.V5 ? QUOTA_EXCEEDED : FAILED_3),
        suback.codes(),
        suback::toString);
  }

  /** Two users with a group of the same name have two groups. */
  @ParameterizedTest
  @EnumSource
  void aGroupIsItsUsersAlone(Version version) throws Exception {
    MqttClient bob = connect(worker(version, attack.bob(), ""));
    bob.subscribe("$share/workers/" + JOBS, 1);
    MqttClient thief = connect(worker(version, mallory, "thief").persistent());
    thief.subscribe("$share/workers/" + JOBS, 2);
    publish(JOBS);
    for (int i = 0; i < MESSAGES; i++) {
      bob.message("\"" + i + "\"");
    }
    bob.disconnect();
  }

  /** Those who hold the grant are one group. */
  @Test
  void aGroupThatTheTokenNamesIsSharedByItsUsers() throws Exception {
    List<String> share = List.of("workers/" + JOBS);
    MqttClient bob =
        connect(new Connect(Version.V5, "").token(Forgery.sharing(attack.bob(), JOBS, share)));
    MqttClient helper =
        connect(new Connect(Version.V5, "").token(Forgery.sharing(mallory, JOBS, share)));
    MqttClient alone = connect(worker(Version.V5, mallory, ""));
    for (MqttClient client : List.of(bob, helper, alone)) {
      client.subscribe("$share/workers/" + JOBS, 1);
    }
    publish(JOBS);
    List<String> got = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      all.add("\"" + i + "\"");
      alone.message("\"" + i + "\"");
      got.add((i % 2 == 0 ? bob : helper).message().text());
    }
    assertEquals(all.stream().sorted().toList(), got.stream().sorted().toList());
    for (MqttClient client : List.of(bob, helper, alone)) {
      client.expectNothing();
      client.disconnect();
    }
  }

  /** Each group is a reader of its own, whoever is in it. */
  @ParameterizedTest
  @EnumSource
  void aUserHasSoManyGroups(Version version) throws Exception {
    int had = 0;
    MqttClient last = null;
    for (int session = 0; session < 3; session++) {
      last = connect(as(version, mallory, ""));
      for (int i = 0; i <= Hoard.GROUPS / 2; i++) {
        Packet suback =
            last.subscribe(new Subscribe("$share/" + session + "-" + i + "/everyone", 0));
        if (had == Hoard.GROUPS) {
          assertRefused(version, suback);
        } else {
          assertEquals(List.of(0), suback.codes(), suback::toString);
          had++;
        }
      }
    }
    assertEquals(Hoard.GROUPS, had);
    last.subscribe("$share/0-0/everyone", 0); // one that there is costs no more
    MqttClient bob = connect(as(version, attack.bob(), ""));
    bob.subscribe("$share/g/everyone", 1);
    clients.get(0).disconnect();
    Await.until(
        "there is room again",
        () ->
            clients.get(2).subscribe(new Subscribe("$share/again/everyone", 0)).codes().get(0)
                == 0);
  }

  /** What it was given and does not acknowledge goes to another one of its group. */
  @Test
  void nobodyKeepsWhatItDoesNotAcknowledge() throws Exception {
    String user = attack.bob();
    for (boolean away : new boolean[] {false, true}) {
      MqttClient keeps = connect(as(Version.V5, user, "keeps" + away).persistent());
      keeps.subscribe("$share/workers/user/" + user, 2);
      attack.site().publish("user/" + user, "job");
      attack.stored(1);
      Packet kept = keeps.expect(Type.PUBLISH);
      assertEquals(2, kept.qos());
      if (away) {
        keeps.close();
      }
      MqttClient works = connect(as(Version.V5, user, "works" + away));
      works.subscribe("$share/workers/user/" + user, 2);
      works.message("\"job\"");
      works.disconnect();
    }
    attack.site().as(Forgery.token(user)).done("POST", "api/inbox/read", "{\"all\":true}");
    attack.stored(1);
  }

  @ParameterizedTest
  @EnumSource
  void aUserStoresSoManySessions(Version version) throws Exception {
    int stored = 0;
    for (int i = 0; i < 2 * Hoard.SESSIONS; i++) {
      MqttClient client = open(version);
      client.send(as(version, mallory, "c" + i).persistent().bytes());
      Packet connack = client.expect(Type.CONNACK);
      if (connack.code() == 0) {
        stored++;
        client.disconnect();
      } else {
        assertEquals(version == Version.V5 ? QUOTA_EXCEEDED : SERVER_UNAVAILABLE_3, connack.code());
        client.expectClosed();
      }
    }
    assertEquals(Hoard.SESSIONS, stored);
    connect(as(version, mallory, "")).disconnect(); // one that is not stored has room
    connect(as(version, mallory, "c0").persistent()).disconnect(); // so has one that is
    connect(as(version, attack.bob(), "c0").persistent()).disconnect();
    connect(as(version, mallory, "c0")).disconnect(); // 3.1.1 and 5: it is not kept any more
    connect(as(version, mallory, "new").persistent()).disconnect();
  }

  @ParameterizedTest
  @EnumSource
  void aUserStoresSoMuchOfFilters(Version version) throws Exception {
    String long1 = "user/" + mallory + "/" + "x".repeat(900);
    int granted = 0;
    int refused = 0;
    for (int i = 0; i < 4; i++) {
      MqttClient client = connect(as(version, mallory, "c" + i).persistent());
      for (int j = 0; j < 50; j++) {
        Packet suback = client.subscribe(new Subscribe(long1 + j, 1));
        if (suback.codes().get(0) == 1) {
          granted++;
        } else {
          assertRefused(version, suback);
          refused++;
        }
      }
      client.disconnect();
    }
    assertTrue(granted * 900 < Hoard.SESSION_BYTES, granted + " granted");
    assertTrue(granted * 1_200 > Hoard.SESSION_BYTES, granted + " granted");
    assertTrue(refused > 0);
    MqttClient first = connect(as(version, mallory, "c0").persistent());
    first.unsubscribe(long1 + 0, long1 + 1);
    assertEquals(List.of(1), first.subscribe(new Subscribe(long1 + "again", 1)).codes());
    first.disconnect();
    MqttClient plain = connect(as(version, mallory, ""));
    plain.subscribe(long1, 1); // what is not stored is not counted
    plain.disconnect();
    connect(as(version, attack.bob(), "c0").persistent()).subscribe("user/" + attack.bob(), 1);
  }

  /** MQTT 3.1.1 has no Receive Maximum, yet each packet id that is open is kept. */
  @ParameterizedTest
  @EnumSource
  void aSessionHasSoManyPacketIdsOpen(Version version) throws Exception {
    String id = "open-" + mallory;
    MqttClient client = connect(new Connect(version, id).token(operator()).persistent());
    int sent = 0;
    boolean ended = false;
    for (; sent < 1_100 && !ended; sent++) {
      client.send(new Publish("it/open", "x").qos(2));
      Packet answer = client.next();
      if (answer.type() != Type.PUBREC) {
        ended = true;
      } else {
        attack.stored(1);
      }
    }
    assertTrue(ended, "all " + sent + " are open");
    MqttClient again = connect(new Connect(version, id).token(operator())); // ends it
    again.disconnect();
  }

  private static String operator() {
    return Forgery.token("operator", "operator");
  }
}
