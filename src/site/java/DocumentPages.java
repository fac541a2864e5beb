import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;

/**
 * Renders the documents as pages of the WAR. Each becomes a JSP, so that all pages share the layout
 * in {@code page.tag}. The build runs this file from its source; see the execution {@code
 * documents} in {@code pom.xml}.
 */
public final class DocumentPages {
  private static final String INDEX = "index.md";
  private static final String RESOURCES = "../resources/";
  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer HTML = HtmlRenderer.builder().extensions(EXTENSIONS).build();
  private static final TextContentRenderer TEXT = TextContentRenderer.builder().build();

  /** The page around a document. EL is off, because JSP would evaluate it in the examples. */
  private static final String PAGE =
      """
      <%%@ page contentType="text/html;charset=UTF-8" session="false" isELIgnored="true" trimDirectiveWhitespaces="true" %%>
      <%%@ taglib prefix="r" tagdir="/WEB-INF/tags" %%>
      <r:page title="%s" current="docs">
      <div class="docs">
      <nav class="contents" aria-label="Documents"><ul>
      %s</ul></nav>
      <article class="prose">
      %s</article>
      </div>
      </r:page>
      """;

  private DocumentPages() {}

  /**
   * @param args the folder of the documents, and the folder of the pages
   */
  public static void main(String[] args) throws IOException {
    Path documents = Path.of(args[0]);
    Path pages = Files.createDirectories(Path.of(args[1]));
    Map<String, Node> parsed = parse(documents);
    for (Map.Entry<String, Node> each : parsed.entrySet()) {
      String title = title(each.getValue());
      String contents = contents(parsed, each.getKey());
      each.getValue().accept(new Targets());
      String html =
          HTML.render(each.getValue())
              .replace(
                  "<pre>", "<pre tabindex=\"0\">") // focusable, so that the keyboard can scroll it
              .replace("<table>", "<div class=\"table\" tabindex=\"0\"><table>")
              .replace("</table>", "</table></div>");
      Files.writeString(pages.resolve(page(each.getKey())), PAGE.formatted(title, contents, html));
    }
  }

  /** Returns the index, then the documents in the order in which it links them. */
  private static Map<String, Node> parse(Path folder) throws IOException {
    List<String> names = new ArrayList<>(List.of(INDEX));
    PARSER
        .parse(Files.readString(folder.resolve(INDEX)))
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Link link) {
                names.add(link.getDestination());
              }
            });
    Map<String, Node> parsed = new LinkedHashMap<>();
    for (String name : names) {
      parsed.put(name, PARSER.parse(Files.readString(folder.resolve(name))));
    }
    return parsed;
  }

  private static String title(Node document) {
    if (document.getFirstChild() instanceof Heading heading && heading.getLevel() == 1) {
      return TEXT.render(heading).strip();
    }
    throw new IllegalArgumentException("a document begins with its title");
  }

  private static String contents(Map<String, Node> all, String current) {
    StringBuilder html = new StringBuilder();
    all.forEach(
        (name, document) ->
            html.append(
                "<li><a href=\"%s\"%s>%s</a></li>%n"
                    .formatted(
                        page(name),
                        name.equals(current) ? " aria-current=\"page\"" : "",
                        title(document))));
    return html.toString();
  }

  private static String page(String document) {
    return document.replaceFirst("\\.md\\b", ".jsp");
  }

  /** Changes links between files of the repository into links between pages. */
  private static final class Targets extends AbstractVisitor {
    @Override
    public void visit(Link link) {
      visitChildren(link);
      String to = link.getDestination();
      if (to.startsWith("../")) {
        unwrap(link); // a file of the repository that the WAR does not contain
      } else if (!to.contains(":")) {
        link.setDestination(page(to));
      }
    }

    @Override
    public void visit(Image image) {
      image.setDestination(image.getDestination().replace(RESOURCES, ""));
    }

    /** Removes comments, which are for authors of the document. */
    @Override
    public void visit(HtmlBlock comment) {
      comment.unlink();
    }

    private static void unwrap(Node node) {
      while (node.getFirstChild() != null) {
        node.insertBefore(node.getFirstChild());
      }
      node.unlink();
    }
  }
}
