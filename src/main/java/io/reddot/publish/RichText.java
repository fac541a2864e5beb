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
 * Rich text: the member {@code html} of a message's data, if that is an object, as a browser may
 * show it. Stateless.
 *
 * <p>Threat: who may publish puts a script, a style or a form into the pages of all who read. So
 * only what is listed here gets into the log: the usual marks of text, and links that open a page
 * or a mail. No image, for whoever serves it would learn who reads what and when, and from where.
 * No style, no class, no id: nothing of a message reaches beyond it. The pages that show it have a
 * list of their own, in {@code js/rich-text.js}, which is no longer than this one.
 */
final class RichText {
  /** A notice, not a book. Parsing what is hard to parse takes its time, too. */
  static final int MAX_CHARACTERS = 65_536;

  /** Two are the rule; who needs more than this has tried for long, and gets bare text. */
  private static final int MAX_PASSES = 8;

  private static final String MEMBER = "html";

  /** How {@link JsonData#compact} writes it, if it is there at all. */
  private static final String WRITTEN = "\"html\":\"";

  private static final Safelist ALLOWED =
      new Safelist()
          .addTags("a", "b", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "i", "ins")
          .addTags("kbd", "li", "ol", "p", "pre", "s", "small", "strong", "sub", "sup", "u", "ul")
          .addAttributes("a", "href")
          .addProtocols("a", "href", "http", "https", "mailto")
          .addEnforcedAttribute("a", "rel", "noopener nofollow");

  /** One form of each text: the same text published again is the same message. */
  private static final OutputSettings PLAIN =
      new OutputSettings().prettyPrint(false).charset("UTF-8").escapeMode(EscapeMode.xhtml);

  private RichText() {}

  /**
   * The draft with nothing in its rich text but what is allowed; most drafts have none, and pass.
   *
   * @throws Problem (413) if there is too much of it, or it nests too deeply
   */
  static Draft cleaned(Draft draft) {
    String data = draft.data();
    if (draft.encoding() != Encoding.JSON || data.charAt(0) != '{' || !data.contains(WRITTEN)) {
      return draft;
    }
    // Deeper down it may be there, too, which is nobody's rich text.
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
    // What is written may be read otherwise than it was meant (a link in a link, say): as often as
    // that, it is cleaned again, for readers get what stays the same.
    String once = cleaned(html, ALLOWED);
    for (int pass = 1; pass < MAX_PASSES; pass++) {
      checkLength(once); // closed and completed, it may be ten times as long
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
          "The message's 'html' is too long: at most %,d characters are taken, with all that is"
                  .formatted(MAX_CHARACTERS)
              + " closed and escaped.");
    }
  }

  private static String cleaned(String html, Safelist allowed) {
    Document clean = new Cleaner(allowed).clean(Jsoup.parseBodyFragment(html));
    return clean.outputSettings(PLAIN).body().html();
  }
}
