package io.reddot.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reddot.container.Frame;
import io.reddot.container.TextMessages;
import io.reddot.session.Encoded;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One text message of a WebSocket, with one envelope a line. The text and the frame are created on
 * first use, because a channel needs only one of them. Thread-safe.
 */
final class JoinedText extends Encoded implements TextMessages {
  private final List<Encoded> lines;

  /** The size of the message, in bytes. */
  private final int payload;

  private @Nullable String text;

  JoinedText(List<Encoded> lines) {
    this(lines, size(lines));
  }

  private JoinedText(List<Encoded> lines, int payload) {
    super(Frame.size(payload));
    this.lines = lines;
    this.payload = payload;
  }

  private static int size(List<Encoded> lines) {
    int size = lines.size() - 1; // line feeds
    for (Encoded line : lines) {
      size += line.size();
    }
    return size;
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public String text(int index) {
    String known = text;
    if (known == null) {
      known = joined();
      text = known; // a benign race: both texts are equal
    }
    return known;
  }

  private String joined() {
    return lines.size() == 1
        ? lines.get(0).text()
        : lines.stream().map(Encoded::text).collect(Collectors.joining("\n"));
  }

  @Override
  public ByteBuffer payload(int index) {
    byte[] frame = frames();
    int header = frame.length - payload;
    return ByteBuffer.wrap(frame, header, payload);
  }

  @Override
  public byte[] frames() {
    return bytes();
  }

  @Override
  protected byte[] encode() {
    return Frame.text(lines.size() == 1 ? lines.get(0).bytes() : joined().getBytes(UTF_8));
  }
}
