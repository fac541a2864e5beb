package io.reddot.http;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The scripts and styles of our pages, with a validator (RFC 9110, section 13) that is the same on
 * every node.
 *
 * <p>It stands for the containers' own servlet, which may write past any {@link Answer} and wait
 * until the client has taken all. Here each file is held once for all requests. Thread-safe.
 */
@WebServlet(
    urlPatterns = {"/js/*", "/css/*", "/favicon.svg"},
    asyncSupported = true)
public class FileServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** Of the names that are there, written as they are: one file is held once. */
  private final transient Set<String> names = new HashSet<>();

  private final transient Map<String, File> files = new ConcurrentHashMap<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record File(byte[] bytes, String type, String etag) {}

  @Override
  public void init() {
    names.add("/favicon.svg");
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
    File file = find(request.getServletPath() + (info == null ? "" : info));
    if (file == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    response.setHeader("ETag", '"' + file.etag + '"');
    response.setHeader("Cache-Control", "no-cache"); // kept, but asked for whether it is the same
    if (EntityTags.of(request).matches(file.etag)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(file.type);
    response.setContentLength(file.bytes.length);
    Answer.share(response, file.bytes);
  }

  private @Nullable File find(String path) throws IOException {
    File known = files.get(path);
    if (known != null || !names.contains(path)) {
      return known;
    }
    String type = getServletContext().getMimeType(path);
    try (InputStream in = getServletContext().getResourceAsStream(path)) {
      if (in == null) {
        return null;
      }
      byte[] bytes = in.readAllBytes();
      File found =
          new File(
              bytes, withCharset(type == null ? "application/octet-stream" : type), hash(bytes));
      files.put(path, found);
      return found;
    }
  }

  /** All our files are UTF-8. */
  private static String withCharset(String type) {
    return type.indexOf(';') >= 0 ? type : type + ";charset=UTF-8";
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] all = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(all, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
