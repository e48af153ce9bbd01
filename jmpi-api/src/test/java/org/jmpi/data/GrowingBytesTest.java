package org.jmpi.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.junit.jupiter.api.Test;

class GrowingBytesTest {

  @Test
  void shouldPutChunksTogetherInAnyOrder() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] message = new byte[10_000];
    random.nextBytes(message);
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; at < message.length; at += 100) {
      starts.add(at);
    }
    Collections.shuffle(starts, random);
    GrowingBytes sink = new GrowingBytes(message.length);
    for (int start : starts) {
      sink.write(start, ByteBuffer.wrap(message).position(start), 100);
    }
    assertEquals(message.length, sink.sizeBytes(), "seed " + seed);
    assertEquals(message.length, sink.receivedBytes(), "seed " + seed);
    assertArrayEquals(message, Arrays.copyOf(sink.array(), sink.sizeBytes()), "seed " + seed);
    sink.clear();
    assertEquals(0, sink.sizeBytes());
    assertEquals(0, sink.array().length);
  }

  @Test
  void shouldRefuseChunksBeyondTheWindowWithoutTakingMemory() {
    GrowingBytes sink = new GrowingBytes(1000);
    sink.write(1000, ByteBuffer.allocate(1), 1);
    // The window moves with what was received, not with what was claimed.
    sink.write(1001, ByteBuffer.allocate(1), 1);
    int before = sink.array().length;
    ByteBuffer source = ByteBuffer.allocate(1);
    for (long position : new long[] {1003, 1L << 30, Long.MAX_VALUE, -1}) {
      EngineException error =
          assertThrows(EngineException.class, () -> sink.write(position, source, 1));
      assertEquals(ErrorClass.INTERN, error.errorClass());
    }
    assertEquals(before, sink.array().length);
    assertEquals(1, source.remaining());
    assertEquals(1002, sink.sizeBytes());
  }

  @Test
  void shouldTakeLittleMoreThanWhatArrived() {
    GrowingBytes sink = new GrowingBytes(0);
    ByteBuffer chunk = ByteBuffer.allocate(1000);
    for (int i = 0; i < 1000; i++) {
      sink.write(i * 1000L, chunk.clear(), 1000);
      assertTrue(
          sink.array().length <= 1.5 * sink.sizeBytes(),
          sink.array().length + " for " + sink.sizeBytes());
    }
  }

  @Test
  void shouldSayWhenAMessageOutgrowsAnArray() {
    GrowingBytes sink = new GrowingBytes(Integer.MAX_VALUE);
    EngineException error =
        assertThrows(
            EngineException.class, () -> sink.write(Integer.MAX_VALUE, ByteBuffer.allocate(1), 1));
    assertEquals(ErrorClass.NO_MEM, error.errorClass());
  }
}
