package io.reddot.message;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a message belongs to, as the {@code traceparent} of W3C Trace Context: a version,
 * the ids of the trace and of the publisher's span, and flags. Readers get it with the message, so
 * that one trace can go from the publisher to the page.
 *
 * <p>It is stored as the first member of a message's {@code properties}. Immutable.
 *
 * @param value for example {@code 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01}
 */
public record TraceParent(String value) {
  /** The name of the HTTP header, of the envelope's member and of the MQTT user property. */
  public static final String NAME = "traceparent";

  /** Version 00; later versions may append fields, which are not kept (section 4.3). */
  private static final Pattern FORM =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  /** The index of the flags in the value. */
  public static final int FLAGS = 53;

  private static final int LENGTH = 55;
  private static final String PREFIX = "{\"" + NAME + "\":\"";

  public TraceParent {
    if (!FORM.matcher(value).matches()) {
      throw Problem.badRequest(
          "'traceparent' must be a version, a trace id, a span id and flags as in W3C Trace Context.");
    }
  }

  /**
   * Reads a header or a user property, which may come from any proxy or library: an invalid one is
   * ignored, as the standard demands (section 3.2.2.5).
   */
  public static @Nullable TraceParent orNull(@Nullable String text) {
    if (text == null || text.length() < LENGTH) {
      return null;
    }
    boolean later = text.length() > LENGTH && text.charAt(LENGTH) == '-' && !text.startsWith("00");
    String known = later ? text.substring(0, LENGTH) : text;
    return FORM.matcher(known).matches() ? new TraceParent(known) : null;
  }

  /** Reads it from stored properties; null: there is none. */
  static @Nullable TraceParent stored(@Nullable String properties) {
    return properties != null
            && properties.startsWith(PREFIX)
            && properties.length() > PREFIX.length() + LENGTH
        ? orNull(properties.substring(PREFIX.length(), PREFIX.length() + LENGTH))
        : null;
  }

  /** Returns the id of the trace: 32 hexadecimal digits. */
  public String traceId() {
    return value.substring(3, 35);
  }

  /** Returns the id of the span that is the parent: 16 hexadecimal digits. */
  public String spanId() {
    return value.substring(36, 52);
  }

  /** Whether its sender records the trace. */
  public boolean sampled() {
    return (Character.digit(value.charAt(LENGTH - 1), 16) & 1) == 1;
  }

  /** Returns the properties of a message with this trace in place of any other. */
  String store(@Nullable String properties) {
    String others = properties == null ? "{}" : properties;
    if (stored(properties) != null) {
      String rest = others.substring(PREFIX.length() + LENGTH + 1);
      others = '{' + (rest.startsWith(",") ? rest.substring(1) : rest);
    }
    return PREFIX + value + '"' + (others.equals("{}") ? "" : ",") + others.substring(1);
  }
}
