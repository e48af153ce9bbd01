package org.jmpi.launcher.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  @Test
  void shouldCutAStreamIntoFramesWhateverTheReads() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<byte[]> sent = new ArrayList<>();
      ByteBuffer stream = ByteBuffer.allocate(1 << 20);
      for (int i = random.nextInt(20); i >= 0; i--) {
        byte[] body = new byte[1 + random.nextInt(5000)];
        random.nextBytes(body);
        sent.add(body);
        stream.putInt(body.length).put(body);
      }
      stream.flip();
      List<byte[]> received = new ArrayList<>();
      FrameDecoder decoder = new FrameDecoder(5000);
      while (stream.hasRemaining()) {
        byte[] part = new byte[Math.min(stream.remaining(), 1 + random.nextInt(3000))];
        stream.get(part);
        decoder.feed(ByteBuffer.wrap(part), received::add);
      }
      assertEquals(sent.size(), received.size(), "seed " + seed);
      for (int i = 0; i < sent.size(); i++) {
        assertArrayEquals(sent.get(i), received.get(i), "seed " + seed);
      }
    }
  }

  @Test
  void shouldRefuseLengthsOutOfBounds() {
    for (int length : new int[] {0, -1, Integer.MIN_VALUE, 101, Integer.MAX_VALUE}) {
      FrameDecoder decoder = new FrameDecoder(100);
      ByteBuffer bytes = ByteBuffer.allocate(4).putInt(length).flip();
      assertThrows(MalformedException.class, () -> decoder.feed(bytes, f -> {}), "" + length);
    }
  }

  @Test
  void shouldNotTakeMemoryForALengthThatIsOnlyClaimed() {
    List<FrameDecoder> decoders = new ArrayList<>();
    long before = usedBytes();
    for (int i = 0; i < 2000; i++) {
      FrameDecoder decoder = new FrameDecoder(FrameDecoder.MAX_FRAME_BYTES);
      decoder.feed(
          ByteBuffer.allocate(5).putInt(FrameDecoder.MAX_FRAME_BYTES).put((byte) 1).flip(),
          f -> {});
      decoders.add(decoder);
    }
    long perDecoder = (usedBytes() - before) / decoders.size();
    assertTrue(perDecoder < 16 << 10, perDecoder + " bytes for a frame of which 1 byte has come");
  }

  @Test
  void shouldThrowNothingElseOnRandomBytes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] body = new byte[1 + random.nextInt(60)];
      random.nextBytes(body);
      body[0] = (byte) (1 + random.nextInt(10));
      if (random.nextBoolean()) {
        Arrays.fill(body, 1, Math.min(body.length, 5), (byte) 0);
      }
      refused += refuses(() -> RankUp.decode(body), seed);
      refused += refuses(() -> RankDown.decode(body), seed);
      refused += refuses(() -> AgentUp.decode(body), seed);
      refused += refuses(() -> AgentDown.decode(body), seed);
    }
    assertTrue(refused > 10_000, refused + " refused, seed " + seed);
  }

  private static int refuses(Runnable decode, long seed) {
    try {
      decode.run();
      return 0;
    } catch (MalformedException e) {
      return 1;
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
