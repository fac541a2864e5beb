package io.reddot.transport;

import io.reddot.container.Frame;
import io.reddot.container.TextMessages;
import io.reddot.session.Encoded;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Text messages of a WebSocket, with one envelope each. Frames are created on first use.
 * Thread-safe.
 */
final class SingleTexts extends Encoded implements TextMessages {
  private final List<Encoded> texts;

  SingleTexts(List<Encoded> texts) {
    super(texts.stream().mapToInt(text -> Frame.size(text.size())).sum());
    this.texts = texts;
  }

  @Override
  public int count() {
    return texts.size();
  }

  @Override
  public String text(int index) {
    return texts.get(index).text();
  }

  @Override
  public ByteBuffer payload(int index) {
    return ByteBuffer.wrap(texts.get(index).bytes());
  }

  @Override
  public byte[] frames() {
    return bytes();
  }

  @Override
  protected byte[] encode() {
    ByteArrayOutputStream all = new ByteArrayOutputStream(size());
    texts.forEach(text -> all.writeBytes(Frame.text(text.bytes())));
    return all.toByteArray();
  }
}
