package io.reddot.message;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Bad input or a refusal, in one clear sentence for the caller.
 *
 * <p>It has an HTTP status; each transport sends it in its own form: problem+json (RFC 9457), an
 * error frame, a reason code. It has no stack trace, because it is an answer and not a failure. The
 * sentence goes to strangers, so it must not contain a secret or internals of a failure.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Duration UNAVAILABLE = Duration.ofSeconds(5);

  /** The length to which a caller's input is cut when it is quoted, in characters. */
  private static final int EXCERPT = 80;

  private final int status;
  private final @Nullable Duration retryAfter;

  public Problem(int status, String detail) {
    this(status, detail, null);
  }

  /**
   * @param retryAfter when the caller may retry; null: unknown
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
   * Returns a 429 because a quota on stored things is used up.
   *
   * @param what the sentence after the number: {@code "topics may have a retained message"}
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

  /** Returns a caller's input, shortened so that it fits into a sentence. */
  public static String excerpt(String text) {
    return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
  }

  /**
   * Returns the cause of a failed asynchronous step: {@code failure} without its {@link
   * CompletionException}.
   */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  public int status() {
    return status;
  }

  /** Returns when the caller may retry; null: unknown. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** Returns {@link #retryAfter} for HTTP's {@code Retry-After} header: in seconds, rounded up. */
  public @Nullable String retryAfterSeconds() {
    return retryAfter == null
        ? null
        : Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds()));
  }

  public String detail() {
    String detail = getMessage();
    return detail == null ? title() : detail;
  }

  /**
   * Returns the name of the status, as RFC 9457 recommends for problems of type {@code
   * about:blank}.
   */
  public String title() {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 412 -> "Precondition Failed";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 426 -> "Upgrade Required";
      case 428 -> "Precondition Required";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 503 -> "Service Unavailable";
      default -> status < 500 ? "Bad Request" : "Internal Server Error";
    };
  }

  /**
   * Returns the body of an {@code application/problem+json} answer. {@code retryAfter} is in
   * milliseconds there, as everywhere except in HTTP's header.
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
