package io.reddot.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entity tags of {@code If-None-Match} (RFC 9110, section 13.1.2), compared weakly. An unknown
 * tag is not an error; it does not match. Immutable.
 *
 * @param any whether it is {@code *}
 * @param tags the text between the quotes of each
 */
public record EntityTags(boolean any, List<String> tags) {
  public static final EntityTags NONE = new EntityTags(false, List.of());

  /** A tag in quotes, as the standard demands, or bare, as some clients write it. */
  private static final Pattern TAG = Pattern.compile("(?:[Ww]/)?\"([^\"]*)\"|([^\\s,\"]+)");

  /** The suffix that compressing proxies append to our tags: Apache, lighttpd, Jetty. */
  private static final Pattern COMPRESSED =
      Pattern.compile("(.+?)(?:--?|;)(?:x-gzip|gzip|br|deflate|zstd)");

  public EntityTags {
    tags = List.copyOf(tags);
  }

  public static EntityTags of(HttpServletRequest request) {
    return parse(String.join(",", Collections.list(request.getHeaders("If-None-Match"))));
  }

  public static EntityTags parse(String header) {
    if (header.isBlank()) {
      return NONE;
    }
    if (header.strip().equals("*")) {
      return new EntityTags(true, List.of());
    }
    List<String> tags = new ArrayList<>();
    Matcher tag = TAG.matcher(header);
    while (tag.find()) {
      tags.add(tag.group(1) == null ? tag.group(2) : tag.group(1));
    }
    return new EntityTags(false, tags);
  }

  /** Returns the tag without the suffix that a compressing proxy may have appended. */
  public static String uncompressed(String tag) {
    Matcher compressed = COMPRESSED.matcher(tag);
    return compressed.matches() ? compressed.group(1) : tag;
  }

  /**
   * Whether the client has the representation with this tag.
   *
   * @param tag without its quotes
   */
  public boolean matches(String tag) {
    return any || tags.stream().anyMatch(one -> one.equals(tag) || uncompressed(one).equals(tag));
  }
}
