package io.reddot.message;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Bad input or a refusal, in one clear sentence for whoever caused it.
 *
 * <p>It carries the HTTP status that fits; each transport says it in its own form: problem+json
 * (RFC 9457), an error frame, a reason code. It has no stack trace: it is an answer, not a fault.
 * The sentence goes to strangers, so it never quotes a secret or the internals of a failure.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Duration UNAVAILABLE = Duration.ofSeconds(5);

  /** So much of what a caller sent is quoted to it, in characters. */
  private static final int EXCERPT = 80;

  private final int status;
  private final @Nullable Duration retryAfter;

  public Problem(int status, String detail) {
    this(status, detail, null);
  }

  /**
   * @param retryAfter when the same may be tried again; null: nobody knows
   */
  public Problem(int status, String detail, @Nullable Duration retryAfter) {
    super(detail, null, false, false);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  public static Problem badRequest(String detail) {
    return new Problem(400, detail);
  }

  public static Problem unauthorized(String detail) {
    return new Problem(401, detail);
  }

  public static Problem forbidden(String detail) {
    return new Problem(403, detail);
  }

  public static Problem notFound(String detail) {
    return new Problem(404, detail);
  }

  /**
   * 429: a quota of what may be stored is used up.
   *
   * @param what the things that there are too many of, with their verb
   * @param property the setting that bounds them, without {@code reddot.limit.}
   */
  public static Problem quota(String what, long most, String property) {
    return new Problem(429, "At most %,d %s (reddot.limit.%s).".formatted(most, what, property));
  }

  public static Problem conflict(String detail) {
    return new Problem(409, detail);
  }

  public static Problem tooLarge(String detail) {
    return new Problem(413, detail);
  }

  public static Problem tooMany(String detail, Duration retryAfter) {
    return new Problem(429, detail, retryAfter);
  }

  public static Problem unavailable(String detail) {
    return new Problem(503, detail, UNAVAILABLE);
  }

  /** What a caller sent, cut so that it can stand in a sentence. */
  public static String excerpt(String text) {
    return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
  }

  /** What made an asynchronous step fail: {@code failure} without what the step wraps it in. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  public int status() {
    return status;
  }

  /** When the same may be tried again; null: nobody knows. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** {@link #retryAfter} as HTTP's header of that name says it: whole seconds, never too few. */
  public @Nullable String retryAfterSeconds() {
    return retryAfter == null
        ? null
        : Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds()));
  }

  public String detail() {
    String detail = getMessage();
    return detail == null ? title() : detail;
  }

  /** The status' name, as RFC 9457 advises for problems of type {@code about:blank}. */
  public String title() {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 426 -> "Upgrade Required";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 503 -> "Service Unavailable";
      default -> status < 500 ? "Bad Request" : "Internal Server Error";
    };
  }

  /**
   * The body of an {@code application/problem+json} answer; {@code retryAfter} is in milliseconds,
   * as everywhere but in HTTP's header.
   */
  public String toJson() {
    StringBuilder json = new StringBuilder(96 + detail().length());
    json.append("{\"type\":\"about:blank\",\"title\":");
    JsonText.quote(title(), json);
    json.append(",\"status\":").append(status).append(",\"detail\":");
    JsonText.quote(detail(), json);
    if (retryAfter != null) {
      json.append(",\"retryAfter\":").append(retryAfter.toMillis());
    }
    return json.append('}').toString();
  }
}
