package io.reddot.transport.mqtt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Pauses clients that publish faster than messages are committed. */
class PublishBacklogTest {
  private final RecordingLine line = new RecordingLine();
  private final PublishBacklog backlog = new PublishBacklog(line, 100);

  private void add(int messages) {
    for (int i = 0; i < messages; i++) {
      backlog.add(1);
    }
  }

  private void remove(int messages) {
    for (int i = 0; i < messages; i++) {
      backlog.remove(1);
    }
  }

  @Test
  void pausesAtTheLimitAndResumesAtHalfOfIt() {
    add(PublishBacklog.MESSAGES - 1);
    assertTrue(line.reads());
    add(1);
    assertFalse(line.reads());
    remove(PublishBacklog.MESSAGES / 2 - 1);
    assertFalse(line.reads());
    remove(1);
    assertTrue(line.reads());
  }

  @Test
  void countsBytesToo() {
    backlog.add(PublishBacklog.BYTES);
    assertFalse(line.reads());
    backlog.remove(PublishBacklog.BYTES);
    assertTrue(line.reads());
  }

  @Test
  void aClientThatSendsOnIsFlooding() {
    add(8 * PublishBacklog.MESSAGES - 1);
    assertFalse(backlog.isFlooded());
    add(1);
    assertTrue(backlog.isFlooded());
    assertEquals(1, line.pauses(), "it is paused once");
  }
}
