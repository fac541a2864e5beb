package io.reddot.web;

import io.reddot.config.SingleInstance;
import jakarta.inject.Named;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale.LanguageRange;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the language of a page and holds the words in it. JSP pages refer to it as {@code pages}.
 *
 * <p>The parameter {@code lang} takes precedence, and is remembered in a cookie; then the cookie
 * counts, then the browser's languages. The server decides, so that no page is shown in one
 * language and then changes to another. Immutable.
 */
@Named("pages")
@SingleInstance
public class PageLanguage {
  static final String COOKIE = "reddot-language";
  static final String PARAMETER = "lang=";

  /** The first one is the language of readers who prefer neither. */
  static final List<String> LANGUAGES = List.of("en", "zh-CN");

  /**
   * The parameters of pages, which a link to another language repeats. It repeats no others: one
   * may be a credential, which must not appear in an answer.
   */
  private static final Set<String> REPEATED = Set.of("user", "topic", "role", "after");

  private static final int REMEMBERED = (int) Duration.ofDays(365).toSeconds();

  /** The maximum length, in characters, of a header that is parsed. */
  private static final int LONGEST_HEADER = 1_000;

  private final Map<String, Map<String, String>> words = new TreeMap<>();

  public PageLanguage() {
    LANGUAGES.forEach(language -> words.put(language, read(language)));
  }

  private static Map<String, String> read(String language) {
    String file = "words-" + language + ".properties";
    try (InputStream in = PageLanguage.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not in the application");
      }
      Properties properties = new Properties();
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      Map<String, String> read = new TreeMap<>();
      properties.stringPropertyNames().forEach(key -> read.put(key, properties.getProperty(key)));
      return Map.copyOf(read);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
  }

  /** Returns the words of a page by their keys, and sets the headers that go with its language. */
  public Map<String, String> words(HttpServletRequest request, HttpServletResponse response) {
    String asked = asked(request.getQueryString());
    String remembered = remembered(request);
    if (asked != null && !asked.equals(remembered)) {
      remember(request, response, asked);
    }
    String language =
        asked != null
            ? asked
            : remembered != null ? remembered : preferred(request.getHeader("Accept-Language"));
    response.setHeader("Content-Language", language);
    response.addHeader("Vary", "Accept-Language, Cookie");
    response.setHeader("Cache-Control", "private, no-cache"); // pages also differ by the user
    return words(language);
  }

  Map<String, String> words(String language) {
    return words.getOrDefault(language, Map.of());
  }

  /** Returns the address of the same page in another language, relative to that page. */
  public String link(HttpServletRequest request, String language) {
    StringBuilder link = new StringBuilder("?");
    String query = request.getQueryString();
    for (String part : query == null ? new String[0] : query.split("&", -1)) {
      if (REPEATED.contains(part.split("=", 2)[0])) {
        link.append(part).append('&');
      }
    }
    return link.append(PARAMETER).append(language).toString();
  }

  /** Reads the raw query, because containers differ in how they treat malformed ones. */
  private static @Nullable String asked(@Nullable String query) {
    String found = null;
    for (String part : query == null ? new String[0] : query.split("&", -1)) {
      if (part.startsWith(PARAMETER)) {
        found = known(part.substring(PARAMETER.length()));
      }
    }
    return found;
  }

  private static @Nullable String remembered(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
      if (cookie.getName().equals(COOKIE)) {
        return known(cookie.getValue());
      }
    }
    return null;
  }

  private static @Nullable String known(@Nullable String language) {
    return LANGUAGES.contains(language) ? language : null;
  }

  /** Returns the first of our languages that the browser prefers, whatever its region or script. */
  static String preferred(@Nullable String header) {
    if (header != null && header.length() <= LONGEST_HEADER) {
      try {
        for (LanguageRange range : LanguageRange.parse(header)) {
          String first = range.getRange().split("-", 2)[0];
          for (String language : LANGUAGES) {
            if (range.getWeight() > 0 && language.split("-", 2)[0].equals(first)) {
              return language;
            }
          }
        }
      } catch (IllegalArgumentException e) {
        // A malformed header prefers nothing.
      }
    }
    return LANGUAGES.get(0);
  }

  private static void remember(
      HttpServletRequest request, HttpServletResponse response, String language) {
    Cookie cookie = new Cookie(COOKIE, language);
    cookie.setPath(request.getContextPath() + "/");
    cookie.setMaxAge(REMEMBERED);
    cookie.setHttpOnly(true); // scripts read the language of the page
    cookie.setSecure(Https.isSpoken(request));
    cookie.setAttribute("SameSite", "Lax");
    response.addCookie(cookie);
  }
}
