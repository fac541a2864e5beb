package io.reddot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageLanguageTest {
  private static final Path PAGES = Path.of("webapp");
  private static final Pattern WORD = Pattern.compile("\\bw\\.(\\w+)");

  /** Keys that tags put together: the name of a transport, with Lead and with Way. */
  private static final Pattern NAMED =
      Pattern.compile("(?:word=\"|\\? '|: '|\\['[\\w-]+', ')(\\w+)['\"]");

  /** The laboratory's sentences about each have this name; those without one are their labels. */
  private static final List<String> LANES =
      List.of("", "Poll", "LongPoll", "Iframe", "Sse", "Websocket", "Mqtt");

  /** Their explanations have the name with Lead. */
  private static final List<String> SCENES =
      List.of(
          "Dot",
          "Comments",
          "Ticks",
          "Config",
          "Chat",
          "Assistant",
          "Dashboard",
          "Device",
          "Order");

  private final PageLanguage pages = new PageLanguage();
  private final List<String> headers = new ArrayList<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | en",
        "'' | en",
        "zh | zh-CN",
        "zh-TW,zh;q=0.9,en;q=0.8 | zh-CN",
        "ZH-hans-cn | zh-CN",
        "en-US,en;q=0.9,zh;q=0.8 | en",
        "en;q=0.5, zh;q=0.9 | zh-CN",
        "de, fr;q=0.9, zh;q=0.1 | zh-CN",
        "de | en",
        "zh;q=0, de | en",
        "* | en",
        "zhx | en",
        ";;;=, | en"
      })
  void theBrowserPrefersALanguage(@Nullable String header, String language) {
    assertEquals(language, PageLanguage.preferred(header));
  }

  @Test
  void aHugeHeaderPrefersNothing() {
    assertEquals("en", PageLanguage.preferred("zh," + "de,".repeat(1_000) + "fr"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | none | zh | zh-CN",
        "none | en | zh | en",
        "lang=zh-CN | en | en | zh-CN",
        "user=ann&lang=zh-CN&x=1 | none | none | zh-CN",
        "lang=en&lang=zh-CN | none | none | zh-CN",
        "lang=de | zh-CN | en | zh-CN",
        "lang=%zz&& | xx | zh | zh-CN",
        "slang=zh-CN | none | none | en"
      })
  void theParameterTakesPrecedenceAndThenTheCookie(
      @Nullable String query, @Nullable String cookie, @Nullable String header, String language) {
    assertEquals(language, pages.words(request(query, cookie, header), response()).get("language"));
    assertTrue(headers.contains("Content-Language: " + language), headers.toString());
    assertTrue(headers.contains("Vary: Accept-Language, Cookie"), headers.toString());
    assertTrue(headers.contains("Cache-Control: private, no-cache"), headers.toString());
  }

  @Test
  void theParameterIsRememberedOnce() {
    pages.words(request("lang=zh-CN", "en", null), response());
    assertTrue(headers.contains("Cookie: reddot-language=zh-CN; /reddot/"), headers.toString());
    headers.clear();
    pages.words(request("lang=zh-CN", "zh-CN", null), response());
    pages.words(request(null, null, "zh"), response());
    pages.words(request("lang=de", null, "zh"), response());
    assertTrue(headers.stream().noneMatch(each -> each.startsWith("Cookie")), headers.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | ?lang=en",
        "user=%C3%A4&topic=a/b | ?user=%C3%A4&topic=a/b&lang=en",
        "lang=zh-CN&user=ann&lang=x | ?user=ann&lang=en",
        "&&user&role=operator | ?user&role=operator&lang=en",
        "token=ey.J.x&after=log-1&tok%65n=ey&ticket=t&x=y | ?after=log-1&lang=en"
      })
  void theLinkKeepsTheParametersOfPagesAndNoCredential(@Nullable String query, String link) {
    assertEquals(link, pages.link(request(query, null, null), "en"));
  }

  @Test
  void bothLanguagesHaveTheWordsThatThePagesUseAndNoOthers() throws IOException {
    Set<String> used = new TreeSet<>();
    for (Path page : pages()) {
      String text = Files.readString(page);
      WORD.matcher(text).results().forEach(each -> used.add(each.group(1)));
      NAMED
          .matcher(text)
          .results()
          .map(each -> each.group(1))
          .filter(this::isKey)
          .forEach(used::add);
    }
    for (String name : List.of("poll", "longPoll", "iframe", "sse", "websocket", "mqtt")) {
      used.addAll(List.of(name + "Lead", name + "Way"));
    }
    for (String name : LANES) {
      used.addAll(List.of("lab" + name + "How", "lab" + name + "Cost", "lab" + name + "When"));
    }
    for (String name : SCENES) {
      used.add("scene" + name + "Lead");
    }
    for (String language : PageLanguage.LANGUAGES) {
      assertEquals(used, new TreeSet<>(pages.words(language).keySet()), language);
      pages.words(language).forEach((key, word) -> assertTrue(!word.isBlank(), key));
    }
  }

  private boolean isKey(String key) {
    return pages.words("en").containsKey(key);
  }

  /** Only names, those of languages too, and what stands in code are the same in all languages. */
  @Test
  void noPageHasWordsOfItsOwn() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path page : pages()) {
      String text =
          Files.readString(page)
              .replaceAll(
                  "(?s)<%.*?%>|\\$\\{.*?}|<code>.*?</code>|<option value=\"[a-z]{2}\">[^<]*", "")
              .replaceAll("(?s)<[^>]*>", " ");
      Pattern.compile("[\\p{L}]{2,}[^<$\\n]*")
          .matcher(text)
          .results()
          .map(each -> each.group().strip())
          .filter(each -> !each.equals("Red Dot"))
          .forEach(each -> found.add(page.getFileName() + ": " + each));
    }
    assertEquals(List.of(), found);
  }

  @Test
  void chineseHasTheSameMarkup() {
    Pattern tag = Pattern.compile("</?\\w+[^>]*>");
    Map<String, String> chinese = pages.words("zh-CN");
    pages
        .words("en")
        .forEach(
            (key, word) ->
                assertEquals(sorted(tag, word), sorted(tag, chinese.getOrDefault(key, "")), key));
  }

  @Test
  void attributesHoldPlainText() throws IOException {
    Pattern attribute = Pattern.compile("=\"\\$\\{w\\.(\\w+)}\"");
    for (Path page : pages()) {
      for (var each : attribute.matcher(Files.readString(page)).results().toList()) {
        for (String language : PageLanguage.LANGUAGES) {
          String word = pages.words(language).getOrDefault(each.group(1), "");
          assertTrue(!word.matches(".*[<>&\"].*"), word);
        }
      }
    }
  }

  private static List<String> sorted(Pattern tag, String word) {
    return tag.matcher(word).results().map(each -> each.group()).sorted().toList();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(PAGES)) {
      return files.filter(each -> each.toString().matches(".*\\.(jsp|tag)")).sorted().toList();
    }
  }

  private static HttpServletRequest request(
      @Nullable String query, @Nullable String cookie, @Nullable String header) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            PageLanguageTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getQueryString" -> query;
                  case "getContextPath" -> "/reddot";
                  case "isSecure" -> false;
                  case "getHeader" -> "Accept-Language".equals(arguments[0]) ? header : null;
                  case "getCookies" ->
                      cookie == null
                          ? null
                          : new Cookie[] {
                            new Cookie("other", "x"), new Cookie(PageLanguage.COOKIE, cookie)
                          };
                  default -> throw new AssertionError(method.getName());
                });
  }

  private HttpServletResponse response() {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            PageLanguageTest.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("addCookie")) {
                Cookie cookie = (Cookie) arguments[0];
                headers.add(
                    "Cookie: "
                        + cookie.getName()
                        + "="
                        + cookie.getValue()
                        + "; "
                        + cookie.getPath());
              } else {
                headers.add(arguments[0] + ": " + arguments[1]);
              }
              return null;
            });
  }
}
