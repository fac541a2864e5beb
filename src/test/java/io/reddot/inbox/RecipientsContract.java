package io.reddot.inbox;

import static io.reddot.fixture.LogFixture.get;
import static io.reddot.inbox.InboxContract.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.hub.Recipients;
import io.reddot.hub.Recipients.Standing;
import io.reddot.hub.Recipients.State;
import io.reddot.inbox.InboxStore.Marking;
import io.reddot.message.Mark;
import io.reddot.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which users a message was for, and what they did with it, on every database. */
interface RecipientsContract extends LogFixture {
  private static Message publish(FullLog log, String topic, String id) throws Exception {
    get(log.append(List.of(draft(topic, id, null, null))));
    return log.find(id, null).get(0).message();
  }

  private static void mark(FullLog log, String user, Mark mark, String id) throws Exception {
    get(log.inbox().mark(new Reader(user, Set.of("g")), Marking.of(mark, List.of(id))));
  }

  @Test
  default void aMemberIsOneAtTheTimeOfTheMessage() throws Exception {
    FullLog log = open();
    InboxStore inbox = log.inbox();
    get(inbox.join("g", "stayed", "root"));
    get(inbox.join("g", "left", "root"));
    get(inbox.join("g", "returned", "root"));
    get(inbox.join("g", "gone-before", "root"));
    get(inbox.leave("g", "gone-before", "root"));
    Message message = publish(log, "group/g", "m");
    get(inbox.leave("g", "left", "root"));
    get(inbox.leave("g", "returned", "root"));
    get(inbox.join("g", "returned", "root"));
    get(inbox.join("g", "late", "root"));
    get(inbox.join("other", "stranger", "root"));
    Recipients recipients = new StoredRecipients(log);
    List<String> members = new ArrayList<>();
    for (String user :
        List.of("stayed", "left", "returned", "gone-before", "late", "stranger", "nobody")) {
      if (recipients.standing(message, user) == Standing.RECIPIENT) {
        members.add(user);
      }
    }
    assertEquals(List.of("stayed", "left", "returned"), members);
    assertEquals(OptionalLong.of(1), recipients.members(message), "members since before it");
    assertEquals(3, recipients.members("g"));
    assertEquals(List.of("late", "returned"), recipients.members("g", 2));
  }

  @Test
  default void otherTopicsAreForTheirUserForEverybodyOrOpen() throws Exception {
    FullLog log = open();
    Recipients recipients = new StoredRecipients(log);
    Message own = publish(log, "user/alice", "1");
    assertEquals(Standing.RECIPIENT, recipients.standing(own, "alice"));
    assertEquals(Standing.OTHER, recipients.standing(own, "bob"));
    Message all = publish(log, "everyone", "2");
    assertEquals(Standing.RECIPIENT, recipients.standing(all, "bob"));
    Message plain = publish(log, "a/b", "3");
    assertEquals(Standing.OPEN, recipients.standing(plain, "bob"));
    assertEquals(OptionalLong.empty(), recipients.members(plain));
    assertEquals(State.ABSENT, recipients.state(plain, "bob"));
  }

  @Test
  default void aUserWhoseTokenNamesTheGroupIsARecipientOnceItHasMarked() throws Exception {
    FullLog log = open();
    Recipients recipients = new StoredRecipients(log);
    Message message = publish(log, "group/g", "m");
    assertEquals(Standing.OTHER, recipients.standing(message, "by-token"));
    mark(log, "by-token", Mark.READ, "m");
    assertEquals(Standing.RECIPIENT, recipients.standing(message, "by-token"));
    assertEquals(OptionalLong.of(1), recipients.members(message), "a reader beside the members");
    get(log.inbox().join("g", "late", "root"));
    assertEquals(OptionalLong.of(1), recipients.members(message));
  }

  @Test
  default void theStateOfAMessageIsWhatItsReaderMadeOfIt() throws Exception {
    FullLog log = open();
    Recipients recipients = new StoredRecipients(log);
    Message message = publish(log, "user/alice", "m");
    assertEquals(State.UNREAD, recipients.state(message, "alice"));
    mark(log, "alice", Mark.ARCHIVE, "m");
    assertEquals(State.ARCHIVED, recipients.state(message, "alice"));
    mark(log, "alice", Mark.READ, "m");
    assertEquals(State.READ, recipients.state(message, "alice"));
    mark(log, "alice", Mark.UNREAD, "m");
    mark(log, "alice", Mark.UNARCHIVE, "m");
    assertEquals(State.UNREAD, recipients.state(message, "alice"));
    get(log.recall("m", found -> true, "root"));
    assertEquals(State.ABSENT, recipients.state(message, "alice"));
  }

  @Test
  default void listsReadersByNameAndWhenTheyRead() throws Exception {
    FullLog log = open();
    Recipients recipients = new StoredRecipients(log);
    Message before = publish(log, "everyone", "before");
    Message message = publish(log, "everyone", "m");
    publish(log, "everyone", "after");
    Instant start = clock().instant();
    List<String> users = List.of("b", "B", "ü", "a%", "a_");
    for (String user : users) {
      clock().turn(Duration.ofSeconds(1));
      mark(log, user, Mark.READ, "m");
    }
    clock().turn(Duration.ofSeconds(1));
    get(log.inbox().mark(new Reader("all", Set.of()), Marking.readAll()));
    get(log.inbox().mark(new Reader("not", Set.of()), Marking.readAll()));
    mark(log, "not", Mark.UNREAD, "m");
    clock().turn(Duration.ofSeconds(1));
    mark(log, "b", Mark.UNREAD, "m");
    mark(log, "b", Mark.READ, "m");
    assertEquals(List.of("B", "a%", "a_", "all", "b", "ü"), recipients.readers(message, "", 100));
    assertEquals(List.of("a%", "a_"), recipients.readers(message, "B", 2));
    assertEquals(List.of("ü"), recipients.readers(message, "b", 2));
    assertEquals(List.of("all", "not"), recipients.readers(before, "", 100));
    assertEquals(6, log.inbox().readers(message), "as they are counted");
    assertEquals(
        Map.of(
            "B", start.plusSeconds(2),
            "ü", start.plusSeconds(3),
            "a%", start.plusSeconds(4),
            "a_", start.plusSeconds(5),
            "all", start.plusSeconds(6),
            "b", start.plusSeconds(7)),
        recipients.readAt(message, List.of("b", "B", "ü", "a%", "a_", "all", "not", "nobody")));
  }
}
