package io.reddot.publish;

import io.reddot.json.JsonData;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Problem;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Document.OutputSettings;
import org.jsoup.nodes.Entities.EscapeMode;
import org.jsoup.safety.Cleaner;
import org.jsoup.safety.Safelist;

/**
 * Sanitizes rich text: the member {@code html} of a message's data, if that is an object.
 * Stateless.
 *
 * <p>Threat: a publisher puts a script, a style or a form into the pages of all readers. Therefore
 * only the elements that are listed here get into the log: the usual text markup, and links to
 * pages and mail addresses. Images are not allowed, because their server would learn who reads the
 * message, when, and from where. Styles, classes and ids are not allowed, so that a message cannot
 * affect the page around it. The pages that show rich text have their own list, in {@code
 * js/rich-text.js}, which is no longer than this one.
 */
final class RichText {
  /** The longest text; pathological HTML of this size is parsed in acceptable time. */
  static final int MAX_CHARACTERS = 65_536;

  /** Two passes are normal. HTML that needs more than this is an attack, and loses all markup. */
  private static final int MAX_PASSES = 8;

  private static final String MEMBER = "html";

  /** The member as {@link JsonData#compact} writes it. */
  private static final String WRITTEN = "\"html\":\"";

  private static final Safelist ALLOWED =
      new Safelist()
          .addTags("a", "b", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "i", "ins")
          .addTags("kbd", "li", "ol", "p", "pre", "s", "small", "strong", "sub", "sup", "u", "ul")
          .addAttributes("a", "href")
          .addProtocols("a", "href", "http", "https", "mailto")
          .addEnforcedAttribute("a", "rel", "noopener nofollow");

  /** One form of each text, so that the same text published again is the same message. */
  private static final OutputSettings PLAIN =
      new OutputSettings().prettyPrint(false).charset("UTF-8").escapeMode(EscapeMode.xhtml);

  private RichText() {}

  /**
   * Returns the draft with only allowed elements in its rich text. Most drafts have none and are
   * returned as they are.
   *
   * @throws Problem (413) if it is too long, or nests too deeply
   */
  static Draft cleaned(Draft draft) {
    String data = draft.data();
    if (draft.encoding() != Encoding.JSON || data.charAt(0) != '{' || !data.contains(WRITTEN)) {
      return draft;
    }
    // A member of that name deeper down is not rich text.
    if (!(JsonData.parse(data) instanceof JsonObject object)
        || !(object.get(MEMBER) instanceof JsonString html)) {
      return draft;
    }
    JsonObject cleaned =
        Json.createObjectBuilder(object).add(MEMBER, cleaned(html.getString())).build();
    return draft.withData(JsonData.compact(cleaned));
  }

  static String cleaned(String html) {
    checkLength(html);
    RichTextShape.check(html);
    // Serialized HTML may parse differently (a link within a link, for example). Therefore it is
    // cleaned until it no longer changes, so that browsers parse the elements that were checked.
    String once = cleaned(html, ALLOWED);
    for (int pass = 1; pass < MAX_PASSES; pass++) {
      checkLength(once); // completed tags may make it ten times as long
      RichTextShape.check(once);
      String again = cleaned(once, ALLOWED);
      if (again.equals(once)) {
        return once;
      }
      once = again;
    }
    return cleaned(once, Safelist.none());
  }

  private static void checkLength(String html) {
    if (html.length() > MAX_CHARACTERS) {
      throw Problem.tooLarge(
          "The message's 'html' is too long: at most %,d characters are allowed, including"
                  .formatted(MAX_CHARACTERS)
              + " all closing tags and escapes.");
    }
  }

  private static String cleaned(String html, Safelist allowed) {
    Document clean = new Cleaner(allowed).clean(Jsoup.parseBodyFragment(html));
    return clean.outputSettings(PLAIN).body().html();
  }
}
