package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.it.Await;
import io.reddot.it.Locks;
import io.reddot.it.Site;
import io.reddot.message.Cursor;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What must hold after every attack, whatever it was: nobody else was disturbed, nothing was stored
 * but what the test says, and the log is calm. Registered by each class of attacks as an extension,
 * and asked by it who is who. For one thread.
 */
public final class Attack implements BeforeEachCallback, AfterEachCallback {
  /** What a class of attacks locks, for the server is one for all of them. */
  public static final String SERVER = "the attacked server";

  private AttackedServer server;
  private Bystanders bystanders;
  private String bob;
  private long head;
  private int stored;

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    Locks.assertHeld(context, SERVER);
    server = AttackedServer.of(context);
    bob = "bob-" + UUID.randomUUID().toString().substring(0, 8);
    stored = 0;
    server.log().mark();
    bystanders = new Bystanders(site());
    head = position();
  }

  /** As an operator. */
  public Site site() {
    return server.site();
  }

  /** As somebody who may do no more than everybody. */
  Site mallory() {
    return site().as(Forgery.token("mallory"));
  }

  /** Who is attacked: a user that each test has for itself. */
  public String bob() {
    return bob;
  }

  Site asBob() {
    return site().as(Forgery.token(bob));
  }

  String log() throws Exception {
    return server.log().said();
  }

  /** In the middle of an attack: the others notice nothing. */
  public void othersAreServed() throws Exception {
    bystanders.areServed();
  }

  /** The same, over and over, and a reader has its answer, too. */
  void othersAreServed(Site reader) throws Exception {
    for (int i = 0; i < 3; i++) {
      othersAreServed();
      Answer answer = RawHttp.get(reader, "api/inbox");
      assertEquals(200, answer.status(), answer::toString);
    }
  }

  /** Waits until so many long polls of anybody are held. */
  void awaitLongPolls(int many) throws Exception {
    Await.until(
        "they wait",
        () -> site().get("api/presence").body().split("\"long-poll\"", -1).length - 1 == many);
  }

  /** The test has published so many messages that were meant to be taken. */
  public void stored(int more) {
    stored += more;
  }

  /** What the log of messages has grown by since the test began, the bystanders' left out. */
  private long position() throws Exception {
    return Cursor.parse(site().head()).position() - bystanders.published();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    try (Bystanders left = bystanders) {
      if (context.getExecutionException().isPresent()) {
        return; // it has its failure already
      }
      left.areServed();
      assertEquals(stored, position() - head, "messages that were stored");
      if (stored == 0) {
        assertEquals(
            List.of(), Site.object(asBob().get("api/inbox").body()).getJsonArray("messages"));
      }
      left.leaveExhausted();
      server.log().assertCalm();
    }
  }
}
