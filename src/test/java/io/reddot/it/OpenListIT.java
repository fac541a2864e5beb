package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Dot;
import io.reddot.fixture.OneServer;
import io.reddot.fixture.Site;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * An open list with many messages, while 200 more arrive each second: it has to show all of them.
 * How long its frames take is printed and written to a file, but decides nothing: that depends on
 * what else the machine does. {@code -Dlist.stored=10000 -Dlist.seconds=10} measures a long list.
 */
@Tag(OneServer.TAG)
class OpenListIT extends DeployedWar {
  private static final int STORED = Integer.getInteger("list.stored", 1_000);

  /** Messages of one call while the list is filled. */
  private static final int MANY = 500;

  private static final int A_SECOND = 200;
  private static final int SECONDS = Integer.getInteger("list.seconds", 3);

  /** Messages of one call while they are measured, so that there are 20 calls a second. */
  private static final int FEW = 10;

  private static final int ARRIVING = A_SECOND * SECONDS;

  private final String user = "u-" + UUID.randomUUID().toString().substring(0, 8);

  /** Of a user with limits of its own. */
  private final String token = Site.token("p-" + user, List.of(), List.of(), List.of("user/#"));

  private ChromeDriver browser;

  @BeforeEach
  void open() throws Exception {
    browser = Browser.open();
    browser.manage().timeouts().scriptTimeout(Await.DEADLINE.multipliedBy(3));
  }

  @AfterEach
  void close() {
    browser.quit();
  }

  /** Publishes the numbers from {@code from} to before {@code to}, as titles. */
  private void publish(int from, int to) throws Exception {
    JsonArrayBuilder messages = Json.createArrayBuilder();
    for (int i = from; i < to; i++) {
      messages.add(
          Json.createObjectBuilder()
              .add("topic", "user/" + user)
              .add("data", Json.createObjectBuilder().add("title", title(i)).add("text", "Text")));
    }
    HttpResponse<String> answer = site().as(token).post(messages.build().toString());
    assertEquals(200, answer.statusCode(), answer.body());
  }

  private String title(int number) {
    return user + " " + number;
  }

  /** The titles that the list has, without those that other tests sent to everyone. */
  @SuppressWarnings("unchecked")
  private List<String> titles() {
    return (List<String>)
        browser.executeScript(
            """
            return [...document.querySelector('red-dot').shadowRoot.querySelectorAll('.heading')]
              .map((heading) => heading.textContent).filter((title) => title.startsWith(arguments[0]));
            """,
            user + " ");
  }

  private List<String> newestFirst(int count) {
    return IntStream.range(0, count).mapToObj(i -> title(count - 1 - i)).toList();
  }

  private void listAll() {
    browser.executeAsyncScript(
        """
        const done = arguments[arguments.length - 1];
        const more = document.querySelector('red-dot').shadowRoot.querySelector('.more');
        const list = more.parentElement.querySelector('.list');
        const loading = setInterval(() => {
          if (list.childElementCount < arguments[0] || !more.hidden) {
            more.click();
          } else {
            clearInterval(loading);
            list.parentElement.scrollTop = 0;
            done();
          }
        }, 20);
        """,
        STORED);
  }

  private void publishAtTheirPace() throws Exception {
    CountDownLatch calls = new CountDownLatch(ARRIVING / FEW);
    AtomicInteger next = new AtomicInteger(STORED);
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try {
      Runnable call =
          () -> {
            int from = next.getAndAdd(FEW);
            if (from < STORED + ARRIVING) {
              try {
                publish(from, from + FEW);
              } catch (Exception e) {
                throw new IllegalStateException(e); // ends the calls, which is noticed below
              }
              calls.countDown();
            }
          };
      var unused =
          clock.scheduleAtFixedRate(call, 0, 1_000L * FEW / A_SECOND, TimeUnit.MILLISECONDS);
      assertTrue(calls.await(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS), "all were published");
    } finally {
      clock.shutdownNow();
    }
  }

  @Test
  void showsAllMessagesThatArriveWhileItIsOpen() throws Exception {
    for (int from = 0; from < STORED; from += MANY) {
      publish(from, Math.min(STORED, from + MANY));
    }
    browser.get(site().uri("dot.jsp") + "?user=" + user);
    Dot.part(browser, "button").click();
    Await.until("the first page", () -> !Dot.parts(browser, "message").isEmpty());
    listAll();
    assertEquals(newestFirst(STORED), titles());

    browser.executeScript(
        """
        window.frameTimes = [];
        let last = performance.now();
        const frame = (now) => {
          frameTimes.push(now - last);
          last = now;
          window.recording = requestAnimationFrame(frame);
        };
        window.recording = requestAnimationFrame(frame);
        """);
    publishAtTheirPace();
    @SuppressWarnings("unchecked")
    List<Number> frames =
        (List<Number>) browser.executeScript("cancelAnimationFrame(recording); return frameTimes;");

    Await.until(
        "all are listed, newest first, each once",
        () -> titles().equals(newestFirst(STORED + ARRIVING)));
    report(frames.stream().mapToDouble(Number::doubleValue).sorted().toArray());
  }

  /**
   * @param frames their lengths in milliseconds, shortest first
   */
  private static void report(double[] frames) throws Exception {
    double all = 0;
    int slow = 0;
    for (double each : frames) {
      all += each;
      slow += each > 50 ? 1 : 0;
    }
    String figures =
        String.format(
            Locale.ROOT,
            "Open list of %d, %d messages/s for %d s: %d frames, mean %.1f ms, p50 %.1f, p95 %.1f,"
                + " p99 %.1f, longest %.1f; %d over 50 ms%n",
            STORED,
            A_SECOND,
            SECONDS,
            frames.length,
            all / frames.length,
            frames[frames.length / 2],
            frames[frames.length * 95 / 100],
            frames[frames.length * 99 / 100],
            frames[frames.length - 1],
            slow);
    System.out.print(figures);
    Path folder = Path.of(System.getProperty("reddot.work"));
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("open-list-frames.txt"), figures);
  }
}
