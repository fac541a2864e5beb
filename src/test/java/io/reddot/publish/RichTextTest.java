package io.reddot.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.JsonText;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RichTextTest {
  private static final Set<String> TAGS =
      Set.of(
          ("a b blockquote br code del em h3 h4 hr i ins kbd li ol p pre s small strong sub sup u"
                  + " ul")
              .split(" "));

  private static Draft draft(String data, Encoding encoding) {
    return new Draft("1", true, new Topic("a"), null, data, encoding, null, false, "x", null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<b>bold</b> and <em>more</em>|<b>bold</b> and <em>more</em>",
        "<p>a<br>b</p>|<p>a<br>b</p>",
        "<a href='https://x.example/?a=1&b=2'>x</a>|"
            + "<a href=\"https://x.example/?a=1&amp;b=2\" rel=\"noopener nofollow\">x</a>",
        "<a href='mailto:a@x.example' target=_top rel=opener>x</a>|"
            + "<a href=\"mailto:a@x.example\" rel=\"noopener nofollow\">x</a>",
        "1 < 2 & 3|1 &lt; 2 &amp; 3",
        "ä 你 &nbsp;|ä 你 &#xa0;",
      })
  void keepsTheMarksOfText(String html, String kept) {
    assertEquals(kept, RichText.cleaned(html));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<style>*{display:none}</style>",
        "<img src=https://x.example/pixel onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg onload=alert(1)>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<iframe src='javascript:alert(1)'></iframe>",
        "<object data=x></object><embed src=x>",
        "<form action=https://x.example><input name=password></form>",
        "<base href=https://x.example><meta http-equiv=refresh content=0><link rel=stylesheet"
            + " href=x>",
        "<template><script>alert(1)</script></template>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java\tscript:alert(1)'>x</a>",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<a href='vbscript:x'>x</a><a href='//x.example'>x</a><a href='/here'>x</a>",
        "<a href='file:///etc/passwd'>x</a><a href='blob:x'>x</a><a href='ftp://x.example'>x</a>",
        "<p style='position:fixed' class=x id=y onclick=alert(1) data-x=1 dir=rtl>x</p>",
        "<b onmouseover=alert(1)>x</b>",
        "<red-dot url=https://x.example></red-dot>",
        "<plaintext><xmp><textarea></textarea><script>alert(1)</script>",
      })
  void takesEverythingElseAway(String html) {
    assertAllowed(RichText.cleaned(html));
  }

  private static void assertAllowed(String cleaned) {
    for (Element element : Jsoup.parseBodyFragment(cleaned).body().getAllElements()) {
      if (element.normalName().equals("body")) {
        continue;
      }
      assertTrue(TAGS.contains(element.normalName()), cleaned);
      for (Attribute attribute : element.attributes()) {
        assertEquals("a", element.normalName(), cleaned);
        if (attribute.getKey().equals("rel")) {
          assertEquals("noopener nofollow", attribute.getValue());
        } else {
          assertEquals("href", attribute.getKey(), cleaned);
          assertTrue(attribute.getValue().matches("(?is)(https?:|mailto:).*"), cleaned);
        }
      }
    }
    assertFalse(cleaned.contains("<!"), cleaned);
  }

  /** What was cleaned once and is published again is the same message. */
  @Property
  void cleaningTwiceIsCleaningOnce(@ForAll("soup") String html) {
    String once = RichText.cleaned(html);
    assertAllowed(once);
    assertEquals(once, RichText.cleaned(once));
  }

  @Provide
  Arbitrary<String> soup() {
    return Arbitraries.of(
            "<b>",
            "</b>",
            "<a href='https://x.example'>",
            "</a>",
            "<p>",
            "</p>",
            "<script>",
            "</script>",
            "<style>",
            "<table>",
            "<td>",
            "<svg>",
            "<math>",
            "<title>",
            "<li>",
            "<ul>",
            "</ul>",
            "<pre>\n\n",
            "</pre>",
            "<h3>",
            "<blockquote>",
            "<!--",
            "-->",
            "<",
            ">",
            "&",
            "&amp;",
            "&lt;",
            "&nbsp;",
            "\"",
            "'",
            "\n",
            " ",
            "text",
            "\u0000",
            "ä",
            "\uD83D\uDE00",
            "<br/>",
            "<a href=\"java",
            "script:x\">",
            "<img src=x>",
            "<select>",
            "<template>",
            "</p ",
            "<i ")
        .list()
        .ofMaxSize(24)
        .map(parts -> String.join("", parts));
  }

  @Test
  void cleansTheMemberAndLeavesTheRestAlone() {
    Draft cleaned =
        RichText.cleaned(
            draft(
                "{\"title\":\"<b>\",\"html\":\"<b onclick=x>hi<script>1</script></b>\",\"n\":1.50,"
                    + "\"deep\":{\"html\":\"<script>\"}}",
                Encoding.JSON));
    assertEquals(
        "{\"title\":\"<b>\",\"html\":\"<b>hi</b>\",\"n\":1.50,\"deep\":{\"html\":\"<script>\"}}",
        cleaned.data());
    assertEquals(cleaned, RichText.cleaned(cleaned));
  }

  @Test
  void whatHasNoRichTextPassesAsItIs() {
    for (String data :
        List.of(
            "{\"html\":1}",
            "{\"html\":{\"html\":\"<script>\"}}",
            "[{\"html\":\"<script>\"}]",
            "\"{\\\"html\\\":\\\"<script>\\\"}\"",
            "{\"text\":\"<script>\"}",
            "1")) {
      Draft draft = draft(data, Encoding.JSON);
      assertSame(draft, RichText.cleaned(draft));
    }
    Draft text = draft("\"<script>\"", Encoding.TEXT);
    assertSame(text, RichText.cleaned(text));
  }

  @Test
  void refusesMoreThanANoticeHolds() {
    String most = "x".repeat(RichText.MAX_CHARACTERS);
    assertEquals(most, RichText.cleaned(most));
    Draft more = draft("{\"html\":" + JsonText.quote(most + "x") + "}", Encoding.JSON);
    assertEquals(413, assertThrows(Problem.class, () -> RichText.cleaned(more)).status());
  }

  /** Of 64 KB of them came 677 KB, ten times what the limit is there for. */
  @ParameterizedTest
  @ValueSource(strings = {"<a>", "<p><b>", "&", "<"})
  void refusesWhatGrowsBeyondIt(String part) {
    String grows = part.repeat(RichText.MAX_CHARACTERS / part.length());
    assertEquals(413, assertThrows(Problem.class, () -> RichText.cleaned(grows)).status());
  }

  /**
   * Nested as deep as it gets, and what parsers find hardest: it is refused before it is parsed.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<b>",
        "<a><b>",
        "<table><td>",
        "<ul><li>",
        "<b><p>",
        "<svg>",
        "<a><b></a>",
        "<b></x>",
        "<b x=1><i></b>",
        "<B/>"
      })
  void refusesWhatNestsTooDeeply(String part) {
    String html = part.repeat(RichText.MAX_CHARACTERS / part.length());
    for (String deep : List.of(html, part.repeat(RichTextShape.MAX_DEPTH + 1))) {
      Problem problem = assertThrows(Problem.class, () -> RichTextShape.check(deep));
      assertEquals(413, problem.status());
      assertEquals(
          "The message's 'html' nests too deeply: at most 64 levels of elements are allowed.",
          problem.detail());
      assertEquals(413, assertThrows(Problem.class, () -> RichText.cleaned(deep)).status());
    }
  }

  @Test
  void refusesTooManyElements() {
    RichTextShape.check("<br>".repeat(RichTextShape.MAX_ELEMENTS));
    Problem problem =
        assertThrows(
            Problem.class,
            () -> RichTextShape.check("<br>".repeat(RichTextShape.MAX_ELEMENTS + 1)));
    assertEquals(
        "The message's 'html' has too many elements: at most 4,096 are allowed.", problem.detail());
  }

  @Test
  void takesWhatPeopleWrite() {
    String list = "<ul>" + "<li>a<p>b".repeat(500) + "</ul>";
    String deep = "<blockquote>".repeat(30) + "x" + "</blockquote>".repeat(30);
    for (String html :
        List.of(list, deep, "<p>a<br>b".repeat(1_000), "1 < 2 </ 3 <4 <- x".repeat(99))) {
      RichTextShape.check(html);
      assertAllowed(RichText.cleaned(html));
    }
  }

  /** What is left for the parser is done soon, whatever it is. */
  @ParameterizedTest
  @ValueSource(strings = {"<", "&", "<a><b></b></a>", "<p><b>x</b>", "<table><td></td></table>"})
  void endsWhateverIsNested(String part) {
    int most = RichText.MAX_CHARACTERS / part.length();
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (int times : List.of(most / 16, most)) {
            try {
              assertAllowed(RichText.cleaned(part.repeat(times)));
            } catch (Problem grown) {
              assertEquals(413, grown.status());
            }
          }
        });
  }
}
