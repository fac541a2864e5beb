package io.reddot.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** A Markdown file of the repository. Immutable. */
public final class Markdown {
  public static final Path README = Path.of("README.md");
  public static final Path FOLDER = Path.of("src/site/markdown");
  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer HTML = HtmlRenderer.builder().extensions(EXTENSIONS).build();

  private final Path path;
  private final Node root;
  private final Document html;

  private Markdown(Path path) throws IOException {
    this.path = path;
    this.root = PARSER.parse(Files.readString(path));
    this.html = Jsoup.parse(HTML.render(root));
  }

  /**
   * @param name without folder
   */
  public static Markdown document(String name) throws IOException {
    return new Markdown(FOLDER.resolve(name));
  }

  public static Markdown readme() throws IOException {
    return new Markdown(README);
  }

  /** README and all documents. */
  static List<Markdown> all() throws IOException {
    List<Markdown> all = new ArrayList<>(List.of(readme()));
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".md")).sorted().toList()) {
        all.add(new Markdown(file));
      }
    }
    return all;
  }

  Path path() {
    return path;
  }

  /** Where its links and images lead, as written. */
  List<String> targets() {
    return Stream.concat(
            html.select("a[href]").eachAttr("href").stream(),
            html.select("img[src]").eachAttr("src").stream())
        .toList();
  }

  /** The names of its headings, as links use them. */
  Set<String> anchors() {
    return html.select("[id]").eachAttr("id").stream().collect(Collectors.toSet());
  }

  /** All code: blocks, and code in the text. */
  List<String> code() {
    return html.select("code").stream().map(each -> each.wholeText()).toList();
  }

  /** The blocks of one language, in order. */
  public List<String> blocks(String language) {
    return html.select("code.language-" + language).stream().map(each -> each.wholeText()).toList();
  }

  /** The code blocks that are files, by their names, which follow the language. */
  public Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    root.accept(
        new AbstractVisitor() {
          @Override
          public void visit(FencedCodeBlock block) {
            String[] info = String.valueOf(block.getInfo()).split(" ", 2);
            if (info.length == 2) {
              files.put(info[1], block.getLiteral());
            }
          }
        });
    return files;
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
