package io.reddot.transport.poll;

import io.reddot.access.Query;
import io.reddot.hub.Reading;
import io.reddot.hub.SessionRegistry;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.session.Session;
import io.reddot.transport.Handshake;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/poll} answers at once; {@code GET api/long-poll} waits up to {@code wait} seconds
 * for something to answer. Both are reads of the log from the cursor on and keep nothing between
 * two requests. Thread-safe.
 */
@WebServlet(
    urlPatterns = {"/api/poll", "/api/long-poll"},
    asyncSupported = true)
public class PollServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int LIMIT = 500;
  private static final int DEFAULT_WAIT = 25;

  /** With a heartbeat more, a client that vanished is noticed within a minute. */
  private static final int MAX_WAIT = 40;

  @Inject private transient SessionRegistry registry;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean mayWait = request.getServletPath().endsWith("/long-poll");
    Query query = Query.parse(request.getQueryString());
    int wait = mayWait ? wait(query.first("wait")) : 0;
    String known = unquoted(request.getHeader("If-None-Match"));
    Handshake handshake = Handshake.of(request.getUserPrincipal(), query).resumedAt(known);
    Reading reading =
        wait > 0
            ? registry.readFannedOut(
                handshake.caller(), handshake.filters(), handshake.after(), LIMIT)
            : registry.read(handshake.caller(), handshake.filters(), handshake.after(), LIMIT);
    if (!reading.messages().isEmpty() || !reading.recovered() || reading.more()) {
      write(response, reading);
    } else if (wait > 0) {
      hold(request, handshake, reading, wait);
    } else if (known == null && !mayWait) {
      write(response, reading);
    } else {
      PollAnswer.notModified(response, PollAnswer.etag(reading.cursor()));
    }
  }

  private static void write(HttpServletResponse response, Reading reading) throws IOException {
    PollAnswer.write(response, reading.messages(), reading.cursor(), reading.recovered());
  }

  /** Joins from where the reading ended: what came since is replayed, what comes is awaited. */
  private void hold(HttpServletRequest request, Handshake handshake, Reading reading, int wait)
      throws IOException {
    AsyncContext async = request.startAsync();
    LongPollOutlet outlet =
        new LongPollOutlet(
            async, reading.cursor(), Duration.ofSeconds(wait), InstantSource.system());
    try {
      Session session =
          registry.join(
              handshake.caller(),
              handshake.filters(),
              StartAfter.cursor(reading.cursor()),
              "long-poll",
              outlet);
      outlet.belongsTo(session);
    } catch (Problem goingDown) {
      outlet.refuse(goingDown);
    }
  }

  private static int wait(@Nullable String text) {
    if (text == null) {
      return DEFAULT_WAIT;
    }
    try {
      int wait = Integer.parseInt(text);
      if (wait >= 0 && wait <= MAX_WAIT) {
        return wait;
      }
    } catch (NumberFormatException e) {
      // falls through to the one answer
    }
    throw Problem.badRequest("'wait' is a number of seconds from 0 to " + MAX_WAIT + ".");
  }

  /** The cursor in an entity tag; proxies may have made it a weak one. */
  private static @Nullable String unquoted(@Nullable String etag) {
    if (etag == null) {
      return null;
    }
    String tag = etag.startsWith("W/") ? etag.substring(2) : etag;
    return tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")
        ? tag.substring(1, tag.length() - 1)
        : tag;
  }
}
