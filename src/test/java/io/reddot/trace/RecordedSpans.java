package io.reddot.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.reddot.fixture.Await;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records the spans of this JVM with OpenTelemetry's SDK, until it is closed. Thread-safe. */
final class RecordedSpans implements SpanExporter {
  private final List<SpanData> spans = new CopyOnWriteArrayList<>();
  private final SdkTracerProvider provider;

  RecordedSpans(Sampler sampler) {
    provider =
        SdkTracerProvider.builder()
            .setSampler(sampler)
            .addSpanProcessor(SimpleSpanProcessor.create(this))
            .build();
    Tracing.use(new OpenTelemetryTracing(provider.get("io.reddot")));
  }

  SdkTracerProvider provider() {
    return provider;
  }

  List<SpanData> all() {
    return List.copyOf(spans);
  }

  /** Waits for the spans of an operation. */
  List<SpanData> await(String operation, int count) throws Exception {
    Await.until(count + " of " + operation, () -> of(operation).size() >= count);
    List<SpanData> found = of(operation);
    assertEquals(count, found.size());
    return found;
  }

  private List<SpanData> of(String operation) {
    return spans.stream()
        .filter(span -> span.getName().split(" ", 2)[0].equals(operation))
        .toList();
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> ended) {
    spans.addAll(ended);
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public void close() {
    Tracing.use(Tracing.NONE);
    provider.close();
  }
}
