package io.reddot.transport.poll;

import io.reddot.hub.HubThreads;
import io.reddot.hub.Reading;
import io.reddot.hub.Readings;
import io.reddot.hub.SessionRegistry;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.session.Session;
import io.reddot.web.EntityTags;
import io.reddot.web.Query;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/poll} answers immediately; {@code GET api/long-poll} waits up to {@code wait}
 * seconds for a message or, if the client sends {@code unread}, for another count. Both read the
 * log after the cursor and keep no state between requests. Thread-safe.
 */
@WebServlet(
    urlPatterns = {"/api/poll", "/api/long-poll"},
    asyncSupported = true)
public class PollServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int LIMIT = 500;
  private static final String LONG = "long-poll";

  @Inject private transient SessionRegistry registry;
  @Inject private transient HubThreads threads;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean mayWait = request.getServletPath().endsWith("/" + LONG);
    Poll poll =
        Poll.of(
            request.getUserPrincipal(),
            Query.parse(request.getQueryString()),
            EntityTags.of(request),
            mayWait);
    Readings readings = registry.readings();
    Reading reading =
        poll.seconds() > 0
            ? readings.pollFannedOut(poll.readRequest(), LONG, LIMIT)
            : readings.poll(poll.readRequest(), mayWait ? LONG : "poll", LIMIT);
    boolean recovered = reading.recovered() && !poll.lostItsPlace();
    boolean news = !reading.messages().isEmpty() || !recovered || reading.more();
    boolean unasked = poll.tag().cursor() == null && !poll.tag().any() && !mayWait;
    PollCount count = news || unasked || poll.counting() ? poll.count(readings) : null;
    if (news || unasked || (poll.counting() && (count == null || !count.isKnown(poll.unread())))) {
      new PollAnswer(
              reading.messages(),
              reading.cursor(),
              recovered,
              count,
              poll.counting(),
              poll.readRequest().conflates())
          .write(response, false);
    } else if (poll.seconds() > 0) {
      hold(request, poll, reading, count);
    } else {
      PollAnswer.notModified(response, poll.etag(reading.cursor(), count));
    }
  }

  /** Holds the request in a session that starts where the reading ended. */
  private void hold(
      HttpServletRequest request, Poll poll, Reading reading, @Nullable PollCount count)
      throws IOException {
    registry.room(poll.readRequest().caller());
    AsyncContext async = request.startAsync();
    LongPollOutlet outlet =
        new LongPollOutlet(
            async,
            poll,
            reading.cursor(),
            count,
            () -> poll.count(registry.readings()),
            threads.replays());
    try {
      Session session =
          registry.join(poll.readRequest().from(StartAfter.cursor(reading.cursor())), LONG, outlet);
      outlet.belongsTo(session);
    } catch (Problem goingDown) {
      outlet.refuse(goingDown);
    }
  }
}
