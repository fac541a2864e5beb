package io.reddot.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of the WAR and its gzip representation, which is made once. There is no gzip
 * representation if it would not be shorter. Immutable.
 */
final class StaticFile {
  private final String type;
  private final Representation identity;
  private final @Nullable Representation gzip;

  /**
   * Bytes to send.
   *
   * @param etag a strong validator without its quotes. Each representation has its own (RFC 9110,
   *     section 8.8.3.3). It is a digest of these bytes and not of the file's: nodes with different
   *     implementations of gzip send different bytes for the same file.
   * @param encoding the content coding; null if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Representation(byte[] bytes, String etag, @Nullable String encoding) {}

  StaticFile(String type, byte[] bytes) {
    this.type = type;
    this.identity = new Representation(bytes, hash(bytes), null);
    byte[] compressed = compress(bytes);
    this.gzip =
        compressed.length < bytes.length
            ? new Representation(compressed, hash(compressed), "gzip")
            : null;
  }

  String type() {
    return type;
  }

  /** Whether the representation depends on {@code Accept-Encoding}. */
  boolean varies() {
    return gzip != null;
  }

  Representation select(AcceptEncoding accepted) {
    Representation shorter = gzip;
    return shorter != null && accepted.prefersGzip() ? shorter : identity;
  }

  private static byte[] compress(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new BestGzip(compressed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return compressed.toByteArray();
  }

  /** The highest level: a file is compressed once and sent many times. */
  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] all = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(all, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
