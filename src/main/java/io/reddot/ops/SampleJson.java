package io.reddot.ops;

import io.reddot.json.JsonData;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes samples as JSON: series with parts are objects. Stateless. */
final class SampleJson {
  /** The series with parts, which are there even if they have no part yet. */
  private static final List<String> PARTED = List.of(Sample.SESSIONS, Sample.GOODBYES);

  private SampleJson() {}

  /** Adds the values of one sample: {@code "published":12.5,"sessions":{"sse":3}}. */
  static void add(JsonObjectBuilder to, Sample sample) {
    add(to, sample.values(), SampleJson::number);
  }

  /** Adds the values of many samples: {@code "at":[1,2],"published":[12.5,0]}. */
  static void add(JsonObjectBuilder to, History.Series samples) {
    JsonArrayBuilder at = JsonData.array();
    samples.at().forEach(at::add);
    to.add("at", at);
    add(to, samples.series(), SampleJson::numbers);
  }

  private static <T> void add(
      JsonObjectBuilder to, Map<String, T> series, Function<T, JsonValue> write) {
    Map<String, JsonObjectBuilder> parted = new LinkedHashMap<>();
    PARTED.forEach(name -> parted.put(name, JsonData.object()));
    series.forEach(
        (name, value) -> {
          int slash = name.indexOf('/') + 1;
          JsonObjectBuilder parts = parted.get(name.substring(0, slash));
          if (parts == null) {
            to.add(name, write.apply(value));
          } else {
            parts.add(name.substring(slash), write.apply(value));
          }
        });
    parted.forEach((name, parts) -> to.add(name.substring(0, name.length() - 1), parts));
  }

  private static JsonValue numbers(List<Double> values) {
    JsonArrayBuilder all = JsonData.array();
    for (double value : values) {
      all.add(number(value));
    }
    return all.build();
  }

  /** Returns a number with at most three decimals; null for no value. */
  static JsonValue number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return JsonValue.NULL;
    }
    BigDecimal rounded =
        BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).stripTrailingZeros();
    return Json.createValue(rounded.scale() < 0 ? rounded.setScale(0) : rounded);
  }
}
