package io.reddot.trace;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.reddot.message.CallerLog;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.Submission;
import io.reddot.message.Topic;
import io.reddot.message.TraceParent;
import io.reddot.message.Utf8;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans by OpenTelemetry's semantic conventions of messaging. The trace that is stored with a
 * message is the context of its publication, and parent of everything that follows: the commit, the
 * fan-out on each node, and what a page makes of it.
 *
 * <p>Each message has its own trace, therefore a commit of many messages is one span in each of
 * these traces, with the size of the group, rather than one span with links, which would be in none
 * of them. Attributes are bounded and hold no data of messages. Thread-safe.
 */
final class OpenTelemetryTracing extends Tracing {
  private static final System.Logger LOGGER =
      System.getLogger(OpenTelemetryTracing.class.getName());

  static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("reddot.outcome");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> WAY = AttributeKey.stringKey("reddot.way");
  private static final AttributeKey<Long> POSITION = AttributeKey.longKey("reddot.position");
  private static final AttributeKey<Long> SESSIONS = AttributeKey.longKey("reddot.sessions");
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("messaging.operation.name");
  private static final AttributeKey<String> TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  private static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> TEMPLATE =
      AttributeKey.stringKey("messaging.destination.template");
  private static final AttributeKey<String> ID = AttributeKey.stringKey("messaging.message.id");
  private static final AttributeKey<Long> BODY_SIZE =
      AttributeKey.longKey("messaging.message.body.size");
  private static final AttributeKey<Long> GROUP =
      AttributeKey.longKey("messaging.batch.message_count");

  /** The longest value of an attribute, in characters. */
  static final int LONGEST = 256;

  private final Tracer tracer;

  OpenTelemetryTracing(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public @Nullable TraceParent ofRequest(@Nullable TraceParent sent) {
    if (sent == null) {
      return null;
    }
    try {
      SpanContext current = Span.current().getSpanContext();
      boolean same = current.getTraceId().equals(sent.traceId());
      return current.isValid() && current.isSampled() && same ? traceParent(current) : sent;
    } catch (RuntimeException | LinkageError e) {
      failed(e);
      return sent;
    }
  }

  @Override
  public @Nullable PublishSpans publish(String way, List<Submission> messages) {
    List<Span> spans = new ArrayList<>(messages.size());
    List<Submission> traced = new ArrayList<>(messages.size());
    boolean sampled = false;
    try {
      for (Submission message : messages) {
        Draft draft = message.draft();
        Span span =
            span("publish", SpanKind.PRODUCER, draft.trace(), draft.topic(), draft.id())
                .setAttribute(TYPE, "send")
                .setAttribute(WAY, way)
                .startSpan();
        if (span.isRecording()) {
          span.setAttribute(BODY_SIZE, Utf8.length(draft.data()));
        }
        SpanContext context = span.getSpanContext();
        boolean keeps = context.isValid() && context.isSampled();
        sampled |= keeps;
        spans.add(span);
        traced.add(keeps ? message.withTrace(traceParent(context)) : message);
      }
    } catch (RuntimeException | LinkageError e) {
      failed(e);
      return null;
    }
    return sampled ? new PublishSpans(spans, traced) : null;
  }

  @Override
  public boolean records() {
    return true;
  }

  @Override
  public long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }

  @Override
  public void committed(List<Message> messages, long began, long ended) {
    for (Message message : messages) {
      TraceParent trace = sampled(message);
      if (trace != null) {
        guarded(
            () ->
                span("commit", SpanKind.INTERNAL, trace, message.topic(), message.id())
                    .setAttribute(GROUP, (long) messages.size())
                    .setAttribute(POSITION, message.position())
                    .setStartTimestamp(began, NANOSECONDS)
                    .startSpan()
                    .end(ended, NANOSECONDS));
      }
    }
  }

  @Override
  public @Nullable Deliveries deliveries(List<Message> messages) {
    for (Message message : messages) {
      if (sampled(message) != null) {
        return new Deliveries(this, messages);
      }
    }
    return null;
  }

  /** Records the fan-out of the messages that were offered to a session of this node. */
  void delivered(List<Message> messages, AtomicIntegerArray sessions, long began, long ended) {
    for (int i = 0; i < messages.size(); i++) {
      long offered = sessions.get(i);
      Message message = messages.get(i);
      TraceParent trace = offered == 0 ? null : sampled(message);
      if (trace != null) {
        guarded(
            () ->
                span("deliver", SpanKind.CONSUMER, trace, message.topic(), message.id())
                    .setAttribute(TYPE, "process")
                    .setAttribute(SESSIONS, offered)
                    .setAttribute(POSITION, message.position())
                    .setStartTimestamp(began, NANOSECONDS)
                    .startSpan()
                    .end(ended, NANOSECONDS));
      }
    }
  }

  /** Returns the trace of a message if it is sampled, that is if somebody records it. */
  private static @Nullable TraceParent sampled(Message message) {
    TraceParent trace = message.trace();
    return trace != null && trace.sampled() ? trace : null;
  }

  private SpanBuilder span(
      String operation, SpanKind kind, @Nullable TraceParent parent, Topic topic, String id) {
    String template = template(topic);
    SpanBuilder builder =
        tracer
            .spanBuilder(template == null ? operation : operation + ' ' + template)
            .setSpanKind(kind)
            .setAttribute(SYSTEM, "reddot")
            .setAttribute(OPERATION, operation)
            .setAttribute(DESTINATION, bounded(topic.name()))
            .setAttribute(ID, bounded(id));
    if (template != null) {
      builder.setAttribute(TEMPLATE, template);
    }
    return parent == null
        ? builder.setNoParent()
        : builder.setParent(Context.root().with(Span.wrap(context(parent))));
  }

  /**
   * Returns what inbox topics have in common; null: other topics, whose form Red Dot does not know.
   */
  private static @Nullable String template(Topic topic) {
    if (topic.user() != null) {
      return "user/{id}";
    }
    return topic.group() != null
        ? "group/{name}"
        : topic.name().equals(Topic.EVERYONE) ? Topic.EVERYONE : null;
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + '…';
  }

  private static SpanContext context(TraceParent trace) {
    return SpanContext.createFromRemoteParent(
        trace.traceId(),
        trace.spanId(),
        TraceFlags.fromHex(trace.value(), TraceParent.FLAGS),
        TraceState.getDefault());
  }

  private static TraceParent traceParent(SpanContext context) {
    return new TraceParent(
        "00-"
            + context.getTraceId()
            + '-'
            + context.getSpanId()
            + '-'
            + context.getTraceFlags().asHex());
  }

  /** Runs a step of telemetry, whose failure harms nobody else. */
  static void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | LinkageError e) {
      failed(e);
    }
  }

  private static void failed(Throwable e) {
    CallerLog.SHARED.log(
        LOGGER, Level.WARNING, "could not record a span", e.getClass().getName(), "", e);
  }
}
