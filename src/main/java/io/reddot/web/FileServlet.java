package io.reddot.web;

import io.reddot.web.StaticFile.Representation;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Serves the scripts and styles of our pages and the descriptions of the API, compressed for
 * clients that accept that, with validators (RFC 9110, section 13).
 *
 * <p>It replaces the containers' own servlet, which may bypass {@link Answer} and block a thread
 * until the client has read everything. Memory holds each file once, for all its downloads; the WAR
 * bounds the number of files. Compression leaks nothing, because the files hold no secrets.
 * Thread-safe.
 */
@WebServlet(
    urlPatterns = {"/js/*", "/css/*", "/favicon.svg", FileServlet.OPENAPI, FileServlet.ASYNCAPI},
    asyncSupported = true)
public class FileServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  static final String OPENAPI = "/api/openapi.json";
  static final String ASYNCAPI = "/api/asyncapi.json";

  /**
   * The paths of all files. Containers also resolve other spellings of a path. Those are not found;
   * otherwise memory would hold a copy for each.
   */
  private final transient Set<String> names = new HashSet<>();

  private final transient Map<String, StaticFile> files = new ConcurrentHashMap<>();

  @Override
  public void init() {
    names.addAll(List.of("/favicon.svg", OPENAPI, ASYNCAPI));
    list("/js/");
    list("/css/");
  }

  private void list(String directory) {
    Set<String> inside = getServletContext().getResourcePaths(directory);
    for (String path : inside == null ? Set.<String>of() : inside) {
      if (path.endsWith("/")) {
        list(path);
      } else {
        names.add(path);
      }
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String info = request.getPathInfo();
    StaticFile file = find(request.getServletPath() + (info == null ? "" : info));
    if (file == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    Representation selected = file.select(AcceptEncoding.of(request));
    if (file.varies()) {
      response.addHeader("Vary", "Accept-Encoding");
    }
    response.setHeader("ETag", '"' + selected.etag() + '"');
    response.setHeader("Cache-Control", "no-cache"); // caches store it, and revalidate each time
    if (EntityTags.of(request).matches(selected.etag())) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    if (selected.encoding() != null) {
      response.setHeader("Content-Encoding", selected.encoding());
    }
    response.setContentType(file.type());
    response.setContentLength(selected.bytes().length);
    Answer.share(response, selected.bytes());
  }

  private @Nullable StaticFile find(String path) throws IOException {
    StaticFile known = files.get(path);
    if (known != null || !names.contains(path)) {
      return known;
    }
    String type = getServletContext().getMimeType(path);
    try (InputStream in = getServletContext().getResourceAsStream(path)) {
      if (in == null) {
        return null;
      }
      StaticFile read =
          new StaticFile(
              withCharset(type == null ? "application/octet-stream" : type), in.readAllBytes());
      StaticFile earlier = files.putIfAbsent(path, read);
      return earlier == null ? read : earlier;
    }
  }

  /** All our files are UTF-8. */
  private static String withCharset(String type) {
    return type.indexOf(';') >= 0 ? type : type + ";charset=UTF-8";
  }
}
