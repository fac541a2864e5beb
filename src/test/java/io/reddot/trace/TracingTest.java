package io.reddot.trace;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.reddot.access.Caller;
import io.reddot.access.SwitchedRevocations;
import io.reddot.access.Validity;
import io.reddot.access.limit.Limits;
import io.reddot.config.Settings;
import io.reddot.hub.HubFixture;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.StartAfter;
import io.reddot.message.Submission;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.message.TraceParent;
import io.reddot.publish.Acceptance;
import io.reddot.publish.Publisher;
import io.reddot.publish.ScheduleStore;
import io.reddot.publish.Scheduler;
import io.reddot.publish.Way;
import io.reddot.session.Envelope;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traces from the real publisher over the real log to the sessions of the real hub. */
class TracingTest extends HubFixture {
  private static final TraceParent SENT =
      new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  private static final TraceParent UNSAMPLED =
      new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");

  private static final Caller ALICE =
      Caller.of(
              "alice",
              Set.of(),
              List.of(),
              List.of(new TopicFilter("#")),
              Validity.until(Instant.MAX))
          .at("192.0.2.1");

  private @Nullable RecordedSpans spans;
  private Publisher publisher;

  @BeforeEach
  void openPublisher() {
    publisher =
        new Publisher(
            log, Limits.none(), new SwitchedRevocations(), Settings.of(name -> Optional.empty()));
  }

  @AfterEach
  void stopRecording() {
    if (spans != null) {
      spans.close();
    }
  }

  private RecordedSpans record(Sampler sampler) {
    RecordedSpans begun = new RecordedSpans(sampler);
    spans = begun;
    return begun;
  }

  private RecordedSpans recordAsPublishersDo() {
    return record(Sampler.parentBased(Sampler.alwaysOn()));
  }

  private static Submission to(String topic, String id, String data, @Nullable TraceParent trace) {
    Draft draft =
        new Draft(
            id, true, new Topic(topic), null, data, Encoding.JSON, null, false, "alice", null);
    return Submission.now(draft.traced(trace));
  }

  private List<Acceptance> publish(Submission... messages) throws Exception {
    return get(publisher.publish(ALICE, List.of(messages)));
  }

  private static String parent(SpanData span) {
    return span.getTraceId() + '-' + span.getParentSpanId();
  }

  private static String self(SpanData span) {
    return span.getTraceId() + '-' + span.getSpanId();
  }

  private static String self(TraceParent trace) {
    return trace.traceId() + '-' + trace.spanId();
  }

  private TraceParent stored(long position) {
    return log.at(position).trace();
  }

  @Test
  void oneTraceGoesFromThePublisherToTheReader() throws Exception {
    RecordedSpans recorded = recordAsPublishersDo();
    join(StartAfter.LATEST, "user/bob");
    replayAll();
    publish(to("user/bob", "m1", "\"secret\"", SENT));
    pump();

    SpanData publish = recorded.await("publish", 1).get(0);
    assertEquals(self(SENT), parent(publish));
    assertEquals("publish user/{id}", publish.getName());
    assertEquals(SpanKind.PRODUCER, publish.getKind());
    assertEquals("stored", publish.getAttributes().get(stringKey("reddot.outcome")));
    assertEquals("http", publish.getAttributes().get(stringKey("reddot.way")));
    assertEquals(8, publish.getAttributes().get(longKey("messaging.message.body.size")));

    SpanData commit = recorded.await("commit", 1).get(0);
    assertEquals(self(publish), parent(commit));
    assertEquals(1, commit.getAttributes().get(longKey("messaging.batch.message_count")));
    assertTrue(commit.getStartEpochNanos() <= commit.getEndEpochNanos());

    SpanData deliver = recorded.await("deliver", 1).get(0);
    assertEquals(self(publish), parent(deliver));
    assertEquals(SpanKind.CONSUMER, deliver.getKind());
    assertEquals(1, deliver.getAttributes().get(longKey("reddot.sessions")));
    assertEquals(1, deliver.getAttributes().get(longKey("reddot.position")));

    for (SpanData span : recorded.all()) {
      assertEquals("reddot", span.getAttributes().get(stringKey("messaging.system")));
      assertEquals("user/bob", span.getAttributes().get(stringKey("messaging.destination.name")));
      assertEquals("m1", span.getAttributes().get(stringKey("messaging.message.id")));
      assertFalse(span.toString().contains("secret"), "no data of messages");
    }
    assertTrue(outlet.seen().contains("\"secret\""), "the reader got it");
    String envelope = new Envelope.OfMessage(log.at(1)).json();
    assertTrue(
        envelope.contains("\"traceparent\":\"00-" + self(publish) + "-01\""), () -> envelope);
  }

  @Test
  void eachMessageOfACommitHasItsOwnTrace() throws Exception {
    RecordedSpans recorded = recordAsPublishersDo();
    publish(to("a", "1", "1", SENT), to("b", "2", "2", null));
    List<SpanData> published = recorded.await("publish", 2);
    assertNotEquals(published.get(0).getTraceId(), published.get(1).getTraceId());
    List<SpanData> commits = recorded.await("commit", 2);
    for (int i = 0; i < 2; i++) {
      assertEquals(self(published.get(i)), parent(commits.get(i)));
      assertEquals(self(published.get(i)), self(stored(i + 1)));
      assertEquals(2, commits.get(i).getAttributes().get(longKey("messaging.batch.message_count")));
    }
    pump();
    assertEquals(4, recorded.all().size(), "nobody reads here, so nothing is delivered");
  }

  @Test
  void aRepeatedMessageKeepsItsFirstTrace() throws Exception {
    RecordedSpans recorded = recordAsPublishersDo();
    publish(to("a", "1", "1", SENT));
    TraceParent first = stored(1);
    assertTrue(publish(to("a", "1", "1", SENT)).get(0).duplicate());
    assertEquals(first, stored(1));
    assertEquals(
        "duplicate",
        recorded.await("publish", 2).get(1).getAttributes().get(stringKey("reddot.outcome")));
    assertEquals(1, log.head());
    recorded.await("commit", 1);
  }

  @Test
  void anUnsampledTraceStaysAsItCame() throws Exception {
    RecordedSpans recorded = recordAsPublishersDo();
    join(StartAfter.LATEST, "a");
    replayAll();
    publish(to("a", "1", "1", UNSAMPLED));
    pump();
    assertEquals(UNSAMPLED, stored(1));
    recorded.close();
    RecordedSpans none = record(Sampler.alwaysOff());
    publish(to("a", "2", "2", SENT), to("a", "3", "3", null));
    assertEquals(SENT, stored(2));
    assertNull(stored(3));
    pump();
    assertEquals(List.of(), Stream.concat(recorded.all().stream(), none.all().stream()).toList());
    outlet.seen();
  }

  @Test
  void withoutTelemetryNothingChanges() throws Exception {
    assertSame(Tracing.NONE, Tracing.current());
    assertNull(Tracing.NONE.publish("http", List.of(to("a", "0", "0", SENT))));
    assertSame(SENT, Tracing.NONE.ofRequest(SENT));
    assertEquals(0, Tracing.NONE.now());
    publish(to("a", "1", "1", SENT), to("a", "2", "2", null));
    assertEquals(SENT, stored(1));
    assertNull(log.at(2).properties());
  }

  @Test
  void theNodeThatDeliversNeedsOnlyTheStoredTrace() throws Exception {
    join(StartAfter.LATEST, "a");
    replayAll();
    publish(to("a", "1", "1", SENT)); // as by a node without telemetry
    RecordedSpans recorded = recordAsPublishersDo();
    pump();
    assertEquals(self(SENT), parent(recorded.await("deliver", 1).get(0)));
    assertEquals(1, recorded.all().size());
    outlet.seen();
  }

  @Test
  void aScheduledMessageIsCommittedInTheTraceOfItsPublication() throws Exception {
    RecordedSpans recorded = recordAsPublishersDo();
    Instant later = clock.instant().plusSeconds(60);
    publish(new Submission(to("a", "1", "1", SENT).draft(), later));
    SpanData publish = recorded.await("publish", 1).get(0);
    assertEquals("scheduled", publish.getAttributes().get(stringKey("reddot.outcome")));
    clock.turn(Duration.ofSeconds(61));
    new Scheduler(new ScheduleStore(log.transactions()), clock).run();
    assertEquals(1, log.head());
    assertEquals(self(publish), parent(recorded.await("commit", 1).get(0)));
    assertEquals(self(publish), self(stored(1)));
  }

  @Test
  void aFailureIsRecordedWithoutItsSentence() throws Exception {
    RecordedSpans recorded = recordAsPublishersDo();
    publish(to("a", "1", "1", null));
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> publish(to("a", "1", "2", SENT)));
    assertTrue(refused.getMessage().contains("already used"));
    SpanData failed = recorded.await("publish", 2).get(1);
    assertEquals(StatusCode.ERROR, failed.getStatus().getStatusCode());
    assertEquals("", failed.getStatus().getDescription());
    assertEquals("409", failed.getAttributes().get(stringKey("error.type")));
    assertEquals(List.of(), failed.getEvents());
  }

  @Test
  void aStoreThatAppendsByItselfGetsTheTrace() throws Exception {
    RecordedSpans recorded = recordAsPublishersDo();
    Publisher wills = publisher.by(Way.WILL);
    for (boolean done : new boolean[] {true, false}) {
      assertEquals(
          done,
          get(
              wills.publish(
                  wills.admit(ALICE, List.of(to("a", "1", "1", SENT))),
                  drafts -> {
                    assertEquals(SENT.traceId(), drafts.get(0).trace().traceId());
                    assertNotEquals(SENT, drafts.get(0).trace());
                    return CompletableFuture.completedFuture(done);
                  })));
    }
    assertEquals(
        List.of("stored", "omitted"),
        recorded.await("publish", 2).stream()
            .map(span -> span.getAttributes().get(stringKey("reddot.outcome")))
            .toList());
  }

  @Test
  void valuesAreBounded() throws Exception {
    RecordedSpans recorded = recordAsPublishersDo();
    publish(to("t".repeat(Topic.MAX_LENGTH), "1", "1", null));
    String name =
        recorded
            .await("publish", 1)
            .get(0)
            .getAttributes()
            .get(stringKey("messaging.destination.name"));
    assertEquals(OpenTelemetryTracing.LONGEST, name.length());
  }

  @Test
  void theServersOwnSpanOfARequestIsTheParent() {
    RecordedSpans recorded = recordAsPublishersDo();
    Tracing tracing = Tracing.current();
    assertSame(SENT, tracing.ofRequest(SENT));
    assertNull(tracing.ofRequest(null));
    Span request = recorded.provider().get("server").spanBuilder("POST").setNoParent().startSpan();
    try (Scope unused = request.makeCurrent()) {
      assertSame(SENT, tracing.ofRequest(SENT), "the span of another request");
      assertNull(tracing.ofRequest(null), "perhaps the span of another request");
      String id = request.getSpanContext().getTraceId();
      TraceParent own =
          tracing.ofRequest(new TraceParent("00-" + id + "-" + SENT.spanId() + "-01"));
      assertEquals(id, own.traceId());
      assertEquals(request.getSpanContext().getSpanId(), own.spanId());
    } finally {
      request.end();
    }
  }

  @Test
  void brokenTelemetryHarmsNoPublication() throws Exception {
    Tracer broken =
        (Tracer)
            Proxy.newProxyInstance(
                Tracer.class.getClassLoader(),
                new Class<?>[] {Tracer.class},
                (proxy, method, arguments) -> {
                  throw new NoSuchMethodError("as with another version of the API");
                });
    Tracing.use(new OpenTelemetryTracing(broken));
    try {
      join(StartAfter.LATEST, "a");
      replayAll();
      publish(to("a", "1", "1", SENT));
      pump();
      assertEquals(SENT, stored(1));
      assertTrue(outlet.seen().contains("1"));
    } finally {
      Tracing.use(Tracing.NONE);
    }
  }
}
