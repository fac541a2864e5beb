package io.reddot.transport.mqtt.session;

import io.reddot.hub.RetainedMessages;
import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
import io.reddot.session.Session;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Sends retained messages to a new subscription, page by page as the client reads them. Stops when
 * the session ends. Used by one thread at a time.
 */
final class RetainedSender implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(RetainedSender.class.getName());
  private static final int PAGE = 200;

  private final RetainedMessages retained;
  private final Executor readers;
  private final MqttSession session;
  private final String pattern;
  private final Queue<Message> page = new ArrayDeque<>();
  private String lastTopic = "";
  private Session joined;
  private TopicFilter filter;

  /** The position after which messages are delivered live. */
  private long since;

  RetainedSender(RetainedMessages retained, Executor readers, MqttSession session, String pattern) {
    this.retained = retained;
    this.readers = readers;
    this.session = session;
    this.pattern = pattern;
    this.joined = session.joined();
    this.filter = TopicFilter.ALL;
  }

  String pattern() {
    return pattern;
  }

  /** Called on the session's line once the subscription is stored. */
  void begin() {
    Subscription one = session.subscriptions().get(pattern);
    if (one != null) {
      joined = session.joined();
      filter = one.filter();
      since = Math.max(one.since(), session.outbound().sent());
      next();
    }
  }

  private void next() {
    try {
      readers.execute(this);
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.DEBUG, "sent no retained messages: the server is stopping", e);
    }
  }

  /** Sends a page; must run on a thread that may read the log. */
  @Override
  public void run() {
    if (joined.ended()) {
      return;
    }
    try {
      if (page.isEmpty()) {
        List<Message> read = retained.read(List.of(filter), lastTopic, PAGE);
        if (read.isEmpty()) {
          return;
        }
        page.addAll(read);
        lastTopic = read.get(read.size() - 1).topic().name();
      }
      while (!page.isEmpty() && offer(page.element())) {
        page.remove();
      }
      joined.whenDrained(this::next);
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "could not read the retained messages of " + filter, e);
    }
  }

  private boolean offer(Message message) {
    return message.position() > since
        || !session.mayHave(message)
        || joined.offer(new Envelope.Aside(new Envelope.OfMessage(message), pattern, true));
  }
}
