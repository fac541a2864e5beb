package io.reddot.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameFragmenterTest {
  private static final byte[] KEY = {1, 2, 3, (byte) 200};

  private final FrameFragmenter fragmenter = new FrameFragmenter();

  /** A frame as it is read: its first byte, and its payload without the mask. */
  private record Read(int first, byte[] payload) {}

  private static byte[] frame(int first, byte[] payload, int lengthBytes) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) first);
    switch (lengthBytes) {
      case 0 -> frame.put((byte) (0x80 | payload.length));
      case 2 -> frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
      default -> frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.put(KEY);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ KEY[i & 3]));
    }
    return Arrays.copyOf(frame.array(), frame.position());
  }

  private static byte[] frame(int first, byte[] payload) {
    return frame(first, payload, payload.length < 126 ? 0 : payload.length < 1 << 16 ? 2 : 8);
  }

  private byte[] cut(byte[] bytes, int step) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length; at += step) {
      int length = Math.min(step, bytes.length - at);
      byte[] to = new byte[length + FrameFragmenter.OVERHEAD];
      all.write(to, 0, fragmenter.fragment(bytes, at, length, to, 0));
    }
    return all.toByteArray();
  }

  private static List<Read> read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<Read> frames = new ArrayList<>();
    while (in.hasRemaining()) {
      int first = in.get() & 0xff;
      int said = in.get() & 0xff;
      assertTrue(said >= 0x80, "masked");
      int length = said & 0x7f;
      length = length == 126 ? in.getShort() & 0xffff : length;
      byte[] key = new byte[4];
      in.get(key);
      byte[] payload = new byte[length];
      in.get(payload);
      for (int i = 0; i < length; i++) {
        payload[i] ^= key[i & 3];
      }
      frames.add(new Read(first, payload));
    }
    return frames;
  }

  /** The message that the frames are the fragments of. */
  private static byte[] joined(List<Read> frames, int first) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < frames.size(); i++) {
      int last = i == frames.size() - 1 ? first & 0x80 : 0;
      assertEquals(last | (i == 0 ? first & 0x7f : 0), frames.get(i).first);
      all.writeBytes(frames.get(i).payload);
    }
    return all.toByteArray();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatCameWholeIsHandedOnAsItIs() {
    byte[] text = frame(0x81, "{\"type\":\"ping\"}".getBytes(UTF_8));
    assertArrayEquals(text, cut(text, text.length));
    byte[] empty = frame(0x82, new byte[0]);
    assertArrayEquals(empty, cut(empty, empty.length));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100, 125, 126, 127, 1000, 8192, FrameFragmenter.MOST})
  void nothingWaitsForTheEndOfAFrame(int step) {
    for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 100_000}) {
      byte[] payload = random(length);
      byte[] frame = frame(0x81, payload);
      int before = frame.length - 1;
      List<Read> begun = read(cut(Arrays.copyOf(frame, before), step));
      int came = begun.stream().mapToInt(read -> read.payload.length).sum();
      assertEquals(Math.max(0, length - 1), came);
      List<Read> all = new ArrayList<>(begun);
      all.addAll(read(cut(new byte[] {frame[before]}, 1)));
      assertArrayEquals(payload, joined(all, 0x81));
    }
  }

  @Test
  void controlFramesBetweenFragmentsStayWhole() {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.writeBytes(frame(0x02, random(300)));
    sent.writeBytes(frame(0x89, random(125)));
    sent.writeBytes(frame(0x80, random(10)));
    sent.writeBytes(frame(0x88, new byte[] {3, (byte) 0xe8}));
    List<Read> frames = read(cut(sent.toByteArray(), 11));
    List<Read> data = frames.stream().filter(read -> (read.first & 8) == 0).toList();
    assertEquals(310, joined(data, 0x82).length);
    List<Read> controls = frames.stream().filter(read -> (read.first & 8) != 0).toList();
    assertEquals(List.of(0x89, 0x88), controls.stream().map(Read::first).toList());
    assertArrayEquals(random(125), controls.get(0).payload);
  }

  @Test
  void lengthsMayTakeMoreBytesThanTheyNeed() {
    byte[] payload = random(10);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.writeBytes(frame(0x81, payload, 8));
    sent.writeBytes(frame(0x81, payload, 2));
    List<Read> frames = read(cut(sent.toByteArray(), sent.size()));
    assertEquals(2, frames.size());
    assertArrayEquals(payload, frames.get(1).payload);
  }

  @Test
  void aFrameThatBreaksTheProtocolBecomesOneThatIsRefused() {
    refused(new byte[] {(byte) 0x81, 2, 'h', 'i'}); // without a mask
    refused(new byte[] {(byte) 0x88, 0});
    byte[] negative = frame(0x81, random(1), 8);
    negative[2] = (byte) 0x80;
    refused(negative);
    refused(frame(0x89, random(126)));
    refused(frame(0x09, random(1))); // a ping in parts
  }

  private static void refused(byte[] frame) {
    FrameFragmenter fragmenter = new FrameFragmenter();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.writeBytes(frame);
    sent.writeBytes(frame(0x81, random(10)));
    byte[] to = new byte[sent.size() + FrameFragmenter.OVERHEAD];
    int written = fragmenter.fragment(sent.toByteArray(), 0, sent.size(), to, 0);
    List<Read> frames = read(Arrays.copyOf(to, written));
    assertEquals(1, frames.size(), "and nothing behind it is handed on");
    assertEquals(0xf1, frames.get(0).first);
    assertFalse(frames.get(0).payload.length > 0);
  }
}
