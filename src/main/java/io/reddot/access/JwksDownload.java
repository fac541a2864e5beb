package io.reddot.access;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Fetches a key set over HTTP. The library's own retriever follows redirects, which lead away from
 * the address that the administrator trusts, and waits as long as single bytes keep coming. This
 * one does neither. Thread-safe.
 */
final class JwksDownload implements ResourceRetriever {
  private static final int BUFFER = 8192;

  private final Duration timeout;
  private final int maxBytes;

  /**
   * @param timeout for connecting, for each read, and for the whole body
   */
  JwksDownload(Duration timeout, int maxBytes) {
    this.timeout = timeout;
    this.maxBytes = maxBytes;
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) timeout.toMillis());
    connection.setReadTimeout((int) timeout.toMillis());
    connection.setRequestProperty("Accept", "application/jwk-set+json, application/json");
    try {
      int status = connection.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        throw new IOException("the server answered with status " + status);
      }
      try (InputStream in = connection.getInputStream()) {
        return new Resource(body(in, deadline), connection.getContentType());
      }
    } finally {
      connection.disconnect();
    }
  }

  private String body(InputStream in, long deadline) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      body.write(buffer, 0, read);
      if (body.size() > maxBytes) {
        throw new IOException("the key set is larger than " + maxBytes + " bytes");
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the download took longer than " + timeout.toMillis() + " ms");
      }
    }
    return body.toString(StandardCharsets.UTF_8);
  }
}
