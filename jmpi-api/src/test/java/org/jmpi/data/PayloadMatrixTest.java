package org.jmpi.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jmpi.data.Layout.Run;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every layout in every sort of buffer, cut into chunks anywhere, against a model that moves one
 * element at a time.
 */
class PayloadMatrixTest {

  static Stream<Layout> layouts() {
    Layout gappedInts =
        Layout.ofRuns(
            "gapped ints",
            Kind.INT,
            28,
            List.of(new Run(4, 8, Kind.INT), new Run(20, 4, Kind.INT), new Run(16, 4, Kind.INT)));
    Layout blockOfDoubles =
        Layout.ofRuns("block of doubles", Kind.DOUBLE, 1024, List.of(new Run(8, 640, Kind.DOUBLE)));
    Layout record =
        Layout.ofRuns(
            "record",
            Kind.BYTE,
            340,
            List.of(
                new Run(3, 5, Kind.BYTE),
                new Run(9, 3, Kind.BOOLEAN),
                new Run(12, 4, Kind.CHAR),
                new Run(16, 304, Kind.DOUBLE),
                new Run(321, 12, Kind.FLOAT)));
    return Stream.of(
        Layout.BYTE,
        Layout.BOOLEAN,
        Layout.CHAR,
        Layout.SHORT,
        Layout.INT,
        Layout.LONG,
        Layout.FLOAT,
        Layout.DOUBLE,
        Layout.PACKED,
        Layout.SHORT2,
        Layout.INT2,
        Layout.LONG2,
        Layout.FLOAT2,
        Layout.DOUBLE2,
        Layout.FLOAT_COMPLEX,
        Layout.DOUBLE_COMPLEX,
        Layout.SHORT_INT,
        Layout.LONG_INT,
        Layout.FLOAT_INT,
        Layout.DOUBLE_INT,
        Layout.contiguous(3, Layout.CHAR),
        Layout.contiguous(5, Layout.contiguous(2, Layout.DOUBLE)),
        Layout.contiguous(2, Layout.DOUBLE_INT),
        Layout.contiguous(3, gappedInts),
        gappedInts,
        blockOfDoubles,
        record);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void shouldPackAndUnpackLikeTheModelHoweverCut(Layout layout) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 6; round++) {
      // Small counts take the loops, large ones the bulk copies.
      int most = round < 3 ? 12 : (int) (2000 / layout.sizeBytes()) + 3;
      int count = random.nextInt(most);
      int offset = random.nextInt(5);
      int elements = (int) (offset + layout.arrayElements(count) + random.nextInt(3));
      for (UserMemory memory : UserMemory.all(layout, elements)) {
        String what =
            layout
                + " in "
                + memory.name()
                + ", offset "
                + offset
                + ", count "
                + count
                + ", seed "
                + seed
                + ", round "
                + round;
        Case one = new Case(layout, memory, elements, offset, count, random, what);
        one.checkPack();
        one.checkUnpack();
      }
    }
  }

  private static final class Case {
    private final Layout layout;
    private final UserMemory memory;
    private final int offset;
    private final int count;
    private final Random random;
    private final String what;
    private final List<int[]> fields;
    private final int packedBytes;
    private final int imageBytes;

    Case(
        Layout layout,
        UserMemory memory,
        int elements,
        int offset,
        int count,
        Random random,
        String what) {
      this.layout = layout;
      this.memory = memory;
      this.offset = offset;
      this.count = count;
      this.random = random;
      this.what = what;
      this.fields = UserMemory.fields(layout, offset, count);
      this.packedBytes = fields.stream().mapToInt(field -> field[1]).sum();
      this.imageBytes = elements * layout.kind().bytes();
    }

    void checkPack() {
      byte[] image = randomBytes(imageBytes);
      memory.write(image, layout, offset, count);
      byte[] expected = packed(image);
      Payload payload = payload();
      assertEquals(packedBytes, payload.lengthBytes(), what);
      byte[] actual = new byte[packedBytes];
      for (int[] chunk : chunks()) {
        ByteBuffer wire = wire(chunk[1]);
        ByteOrder order = wire.order();
        int start = wire.position();
        payload.pack(chunk[0], wire, chunk[1]);
        assertEquals(start + chunk[1], wire.position(), what);
        assertEquals(order, wire.order(), what);
        wire.get(start, actual, chunk[0], chunk[1]);
      }
      assertArrayEquals(expected, actual, what);
    }

    void checkUnpack() {
      byte[] image = randomBytes(imageBytes);
      memory.write(image, layout, offset, count);
      byte[] arriving = randomBytes(packedBytes);
      Payload payload = payload().requireWritable();
      for (int[] chunk : chunks()) {
        ByteBuffer wire = wire(chunk[1]);
        int start = wire.position();
        wire.put(start, arriving, chunk[0], chunk[1]);
        payload.unpack(chunk[0], wire, chunk[1]);
        assertEquals(start + chunk[1], wire.position(), what);
      }
      int at = 0;
      for (int[] field : fields) {
        System.arraycopy(arriving, at, image, field[0], field[1]);
        at += field[1];
      }
      assertArrayEquals(image, memory.read(imageBytes, layout, offset, count), what);
    }

    private Payload payload() {
      if (memory.buffer() instanceof Buffer nio) {
        // Position and limit must not matter.
        int limit = random.nextInt(nio.capacity() + 1);
        nio.clear().limit(limit).position(random.nextInt(limit + 1));
      }
      ByteOrder host = memory.buffer() instanceof byte[] ? memory.order() : ByteOrder.nativeOrder();
      Payload payload = new Payload().set(memory.buffer(), offset, count, layout, host);
      return payload;
    }

    private byte[] packed(byte[] image) {
      ByteBuffer expected = ByteBuffer.allocate(packedBytes);
      for (int[] field : fields) {
        expected.put(image, field[0], field[1]);
      }
      return expected.array();
    }

    /** (position, length) of pieces that cover everything, in any order. */
    private List<int[]> chunks() {
      List<int[]> chunks = new ArrayList<>();
      int longest = random.nextBoolean() ? 11 : 1200;
      int at = 0;
      while (at < packedBytes) {
        int length = Math.min(packedBytes - at, random.nextInt(longest + 1));
        chunks.add(new int[] {at, length});
        at += length;
      }
      Collections.shuffle(chunks, random);
      return chunks;
    }

    /** A packed-side buffer with room for {@code length} at a random position, of a random sort. */
    private ByteBuffer wire(int length) {
      int start = random.nextInt(9);
      int capacity = start + length + random.nextInt(3);
      ByteBuffer wire =
          random.nextBoolean()
              ? ByteBuffer.allocate(capacity)
              : ByteBuffer.allocateDirect(capacity);
      return wire.order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
          .position(start);
    }

    private byte[] randomBytes(int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      if (layout.kind() == Kind.BOOLEAN) {
        for (int i = 0; i < length; i++) {
          bytes[i] &= 1;
        }
      }
      return bytes;
    }
  }
}
