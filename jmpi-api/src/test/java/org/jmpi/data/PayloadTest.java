package org.jmpi.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.IntBuffer;
import java.util.List;
import org.jmpi.data.Layout.Run;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PayloadTest {

  @Test
  void shouldHaveLittleEndianElementsOnTheWire() {
    ByteBuffer wire = ByteBuffer.allocate(10);
    new Payload().set(new int[] {0, 0x01020304}, 1, 1, Layout.INT).pack(0, wire, 4);
    new Payload().set(new char[] {'\u0a0b'}, 0, 1, Layout.CHAR).pack(0, wire, 2);
    new Payload().set(new boolean[] {true, false}, 0, 2, Layout.BOOLEAN).pack(0, wire, 2);
    ByteBuffer bigEndian = ByteBuffer.allocate(2).putShort(0, (short) 0x0c0d);
    new Payload().set(bigEndian, 0, 1, Layout.SHORT).pack(0, wire, 2);
    assertArrayEquals(new byte[] {4, 3, 2, 1, 0x0b, 0x0a, 1, 0, 0x0d, 0x0c}, wire.array());
  }

  @Test
  void shouldTakeAnyByteButZeroAsTrue() {
    boolean[] target = new boolean[3];
    new Payload()
        .set(target, 0, 3, Layout.BOOLEAN)
        .unpack(0, ByteBuffer.wrap(new byte[] {0, 1, -128}), 3);
    assertArrayEquals(new boolean[] {false, true, true}, target);
  }

  @Test
  void shouldReadCharsOfAString() {
    ByteBuffer wire = ByteBuffer.allocate(600);
    String text = "xy".repeat(150);
    new Payload().set(CharBuffer.wrap(text), 0, 300, Layout.CHAR).pack(0, wire, 600);
    assertEquals(text, wire.flip().order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().toString());
  }

  @Test
  void shouldNameWhatIsWrongWithTheBuffer() {
    Payload payload = new Payload();
    EngineException error =
        assertError(ErrorClass.TYPE, () -> payload.set(new int[3], 0, 3, Layout.DOUBLE));
    assertTrue(error.getMessage().contains("int[3]"), error.getMessage());
    assertTrue(error.getMessage().contains("DOUBLE"), error.getMessage());
    assertError(ErrorClass.TYPE, () -> payload.set(IntBuffer.allocate(3), 0, 0, Layout.FLOAT));
    assertError(ErrorClass.TYPE, () -> payload.set(new int[3], 0, 1, Layout.BYTE));
    assertError(ErrorClass.TYPE, () -> payload.set(new double[3], 0, 1, Layout.DOUBLE_INT));
    assertError(ErrorClass.TYPE, () -> payload.set("text", 0, 1, Layout.CHAR));
    assertError(ErrorClass.TYPE, () -> payload.set(new Object[1], 0, 1, Layout.OBJECT));
    assertError(ErrorClass.TYPE, () -> payload.set(new byte[1], 0, 1, Layout.OBJECT));
    assertError(ErrorClass.BUFFER, () -> payload.set(null, 0, 1, Layout.INT));
    assertError(ErrorClass.COUNT, () -> payload.set(new int[3], 0, -1, Layout.INT));
    assertError(ErrorClass.COUNT, () -> payload.set(null, 0, -1, Layout.INT));
    assertError(ErrorClass.COUNT, () -> payload.set(new int[3], 0, Long.MAX_VALUE, Layout.INT));
  }

  @Test
  void shouldRefuseRegionsOutsideTheBuffer() {
    Payload payload = new Payload();
    EngineException error =
        assertError(ErrorClass.BUFFER, () -> payload.set(new int[100], 60, 50, Layout.INT));
    assertEquals(
        "50 items of INT from offset 60 need 50 elements of 4 bytes, but the int[100] has room for 100 in all",
        error.getMessage());
    assertError(ErrorClass.BUFFER, () -> payload.set(new int[3], -1, 1, Layout.INT));
    assertError(ErrorClass.BUFFER, () -> payload.set(new int[3], 4, 0, Layout.INT));
    assertError(ErrorClass.BUFFER, () -> payload.set(new int[3], Long.MAX_VALUE, 1, Layout.INT));
    assertError(ErrorClass.BUFFER, () -> payload.set(new int[3], 1, 1L << 60, Layout.INT));
    assertError(ErrorClass.BUFFER, () -> payload.set(ByteBuffer.allocate(7), 0, 2, Layout.INT));
    assertError(ErrorClass.BUFFER, () -> payload.set(IntBuffer.allocate(3), 2, 1, Layout.INT2));
    assertEquals(12, payload.set(new int[3], 0, 3, Layout.INT).lengthBytes());
    assertEquals(0, payload.set(new int[3], 3, 0, Layout.INT).lengthBytes());
  }

  @Test
  void shouldNotNeedTheGapAfterTheLastItem() {
    assertEquals(24, new Payload().set(new byte[28], 0, 2, Layout.DOUBLE_INT).lengthBytes());
    assertError(ErrorClass.BUFFER, () -> new Payload().set(new byte[27], 0, 2, Layout.DOUBLE_INT));
  }

  @Test
  void shouldTakeNullForNoItems() {
    Payload payload = new Payload().set(null, 7, 0, Layout.DOUBLE);
    assertEquals(0, payload.lengthBytes());
    payload.pack(0, ByteBuffer.allocate(0), 0);
  }

  @Test
  void shouldBeEmptyAfterAnErrorAndAfterClear() {
    Payload payload = new Payload().set(new int[3], 0, 3, Layout.INT);
    assertError(ErrorClass.BUFFER, () -> payload.set(new int[3], 0, 4, Layout.INT));
    assertEquals(0, payload.lengthBytes());
    assertEquals(12, payload.set(new int[3], 0, 3, Layout.INT).lengthBytes());
    payload.clear();
    assertEquals(0, payload.lengthBytes());
    assertSame(payload, payload.setEmpty());
  }

  @Test
  void shouldRefuseRangesOutsideThePackedBytes() {
    Payload payload = new Payload().set(new int[] {1, 2, 3}, 0, 3, Layout.INT);
    ByteBuffer wire = ByteBuffer.allocate(20);
    assertOutside(() -> payload.pack(0, wire, 13));
    assertOutside(() -> payload.pack(-1, wire, 1));
    assertOutside(() -> payload.pack(12, wire, 1));
    assertOutside(() -> payload.pack(Long.MAX_VALUE, wire, 1));
    assertOutside(() -> payload.unpack(8, wire, 5));
    assertOutside(() -> payload.unpack(0, wire, -1));
    assertOutside(() -> payload.pack(0, ByteBuffer.allocate(11), 12));
    assertOutside(() -> payload.unpack(0, ByteBuffer.allocate(11), 12));
    assertEquals(0, wire.position());
  }

  @Test
  void shouldSayWhenTheLimitOfAPendingBufferIsMoved() {
    for (IntBuffer buffer : List.of(IntBuffer.allocate(100), IntBuffer.allocate(4))) {
      Payload payload = new Payload().set(buffer, 0, buffer.capacity(), Layout.INT);
      buffer.limit(1);
      ByteBuffer wire = ByteBuffer.allocate(400);
      assertError(ErrorClass.BUFFER, () -> payload.pack(0, wire, (int) payload.lengthBytes()));
    }
  }

  @Test
  void shouldSendFromReadOnlyBuffersAndNotReceiveIntoThem() {
    IntBuffer readOnly = IntBuffer.wrap(new int[] {5, 6}).asReadOnlyBuffer();
    Payload payload = new Payload().set(readOnly, 0, 2, Layout.INT);
    ByteBuffer wire = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    payload.pack(0, wire, 8);
    assertEquals(6, wire.getInt(4));
    assertError(ErrorClass.BUFFER, payload::requireWritable);
    assertError(ErrorClass.BUFFER, () -> payload.unpack(0, wire.flip(), 8));
    payload.set(new int[2], 0, 2, Layout.INT).requireWritable();
  }

  @Test
  void shouldReceiveIntoAGrowingSink() {
    GrowingBytes sink = new GrowingBytes(16);
    Payload payload = new Payload().setGrowing(sink);
    assertEquals(Long.MAX_VALUE, payload.lengthBytes());
    payload.unpack(2, ByteBuffer.wrap(new byte[] {3, 4}), 2);
    payload.unpack(0, ByteBuffer.wrap(new byte[] {1, 2}), 2);
    assertEquals(4, sink.sizeBytes());
    assertArrayEquals(new byte[] {1, 2, 3, 4}, java.util.Arrays.copyOf(sink.array(), 4));
    assertThrows(IllegalStateException.class, () -> payload.pack(0, ByteBuffer.allocate(4), 4));
  }

  @Test
  void shouldCopyBetweenPayloads() {
    double[] source = {1, 2, 3, 4, 5};
    double[] target = new double[5];
    ByteBuffer scratch = ByteBuffer.allocate(7);
    Payload from = new Payload().set(source, 1, 4, Layout.DOUBLE);
    Payload to = new Payload().set(target, 0, 4, Layout.DOUBLE);
    Payload.copy(from, to, 8, 24, scratch);
    assertArrayEquals(new double[] {0, 3, 4, 5, 0}, target);
    Payload.copy(from, to, 0, 13, scratch);
    assertEquals(2, target[0]);

    ByteBuffer bigEndian = ByteBuffer.allocateDirect(40);
    Payload.copy(from, new Payload().set(bigEndian, 1, 4, Layout.DOUBLE), 0, 32, scratch);
    assertEquals(5, bigEndian.getDouble(32));

    double[] moved = {1, 2, 3, 4, 5};
    Payload.copy(
        new Payload().set(moved, 0, 4, Layout.DOUBLE),
        new Payload().set(moved, 1, 4, Layout.DOUBLE),
        0,
        32,
        scratch);
    assertArrayEquals(new double[] {1, 1, 2, 3, 4}, moved);

    Payload.copy(new Payload(), new Payload(), 0, 0, ByteBuffer.allocate(0));
    assertOutside(() -> Payload.copy(from, to, 0, 33, scratch));
    assertOutside(() -> Payload.copy(from, to, 0, 8, ByteBuffer.allocate(0)));
    byte[] pairs = new byte[64];
    Payload gapped = new Payload().set(pairs, 0, 2, Layout.DOUBLE_INT);
    Payload.copy(from, gapped, 0, 24, scratch);
    ByteBuffer read = ByteBuffer.wrap(pairs).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(2, read.getDouble(0));
    assertEquals(Double.doubleToRawLongBits(3) & 0xFFFFFFFFL, read.getInt(8));
  }

  @Test
  void shouldFindElementsFarBeyondTwoToThe31Bytes() {
    long elements = (1L << 31) - 8;
    assertEquals(8 * elements, Layout.DOUBLE.packedBytes(elements));
    assertEquals(8 * elements, Layout.DOUBLE.spanBytes(elements));
    Payload payload = new Payload();
    payload.assign("", new Addresses(), 16, 8 * elements, Layout.DOUBLE);
    ByteBuffer wire = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    long position = 8 * (elements - 3) - 5;
    payload.pack(position, wire, 24);
    ByteBuffer expected = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 4; i++) {
      expected.putLong(16 + 8 * (elements - 4 + i));
    }
    assertEquals(expected.slice(3, 24), wire.flip());

    Layout gapped =
        Layout.ofRuns(
            "gapped",
            Kind.LONG,
            1L << 33,
            List.of(new Run(8, 8, Kind.LONG), new Run(1L << 32, 16, Kind.LONG)));
    payload.assign("", new Addresses(), 0, gapped.packedBytes(1L << 20), gapped);
    wire.clear();
    payload.pack(24L * 1_000_000 + 8, wire, 24);
    wire.flip();
    long item = 1_000_000L << 33;
    assertEquals(item + (1L << 32), wire.getLong());
    assertEquals(item + (1L << 32) + 8, wire.getLong());
    assertEquals(item + (1L << 33) + 8, wire.getLong());
    assertEquals((999_999L << 33) + (1L << 32) + 16, gapped.spanBytes(1_000_000));
  }

  @Test
  void shouldAllocateNothingForSmallMessages() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    ByteBuffer direct = ByteBuffer.allocateDirect(256);
    Object[] buffers = {
      new byte[256],
      new double[32],
      direct,
      direct.duplicate().order(ByteOrder.LITTLE_ENDIAN),
      ByteBuffer.allocateDirect(256).asDoubleBuffer(),
      new byte[512]
    };
    Layout[] layouts = {
      Layout.BYTE, Layout.DOUBLE, Layout.DOUBLE, Layout.DOUBLE, Layout.DOUBLE, Layout.DOUBLE_INT
    };
    ByteBuffer wire = ByteBuffer.allocateDirect(256);
    Payload payload = new Payload();
    exercise(payload, buffers, layouts, wire, 2000);
    threads.getThreadAllocatedBytes(thread);
    long before = threads.getThreadAllocatedBytes(thread);
    exercise(payload, buffers, layouts, wire, 2000);
    long allocatedBytes = threads.getThreadAllocatedBytes(thread) - before;
    assertTrue(
        allocatedBytes < 2000, "2000 rounds of 12 small messages allocated " + allocatedBytes);
  }

  private static void exercise(
      Payload payload, Object[] buffers, Layout[] layouts, ByteBuffer wire, int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < buffers.length; i++) {
        payload.set(buffers[i], 0, 240 / layouts[i].sizeBytes(), layouts[i]);
        int length = (int) payload.lengthBytes() - 3;
        wire.clear();
        payload.pack(3, wire, length);
        wire.flip();
        payload.unpack(3, wire, length);
        payload.clear();
      }
    }
  }

  private static EngineException assertError(ErrorClass expected, Executable action) {
    EngineException error = assertThrows(EngineException.class, action);
    assertEquals(expected, error.errorClass(), error.getMessage());
    return error;
  }

  private static void assertOutside(Executable action) {
    assertThrows(IndexOutOfBoundsException.class, action);
  }

  /** Memory without end, in which each element holds its own address. */
  private static final class Addresses extends Memory {
    @Override
    long capacityBytes(Object memory) {
      return Long.MAX_VALUE;
    }

    @Override
    long bits(Object memory, long elementByte, int width) {
      return elementByte;
    }

    @Override
    void setBits(Object memory, long elementByte, int width, long bits) {
      throw new UnsupportedOperationException();
    }

    @Override
    void pack(Object memory, long elementByte, int width, ByteBuffer target, int lengthBytes) {
      for (int i = 0; i < lengthBytes; i += width) {
        target.putLong(target.position() + i, elementByte + i);
      }
    }

    @Override
    void unpack(Object memory, long elementByte, int width, ByteBuffer source, int lengthBytes) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void shouldShowDirectBuffersThatHoldThePackedBytesAsTheyAre() {
    ByteBuffer big = ByteBuffer.allocateDirect(64);
    ByteBuffer little = ByteBuffer.allocateDirect(64).order(ByteOrder.LITTLE_ENDIAN);
    assertSame(little, new Payload().set(little, 2, 3, Layout.INT).directBuffer());
    assertEquals(8, new Payload().set(little, 2, 3, Layout.INT).startByte());
    assertSame(big, new Payload().set(big, 2, 3, Layout.BYTE).directBuffer());
    assertNotNull(new Payload().set(little.asIntBuffer(), 2, 3, Layout.INT).directBuffer());
    assertNull(new Payload().set(big, 2, 3, Layout.INT).directBuffer(), "bytes are turned round");
    assertNull(new Payload().set(big.asIntBuffer(), 2, 3, Layout.INT).directBuffer());
    assertNull(new Payload().set(ByteBuffer.allocate(64), 0, 3, Layout.BYTE).directBuffer());
    assertNull(new Payload().set(new int[8], 0, 3, Layout.INT).directBuffer());
    assertNull(new Payload().directBuffer());
    assertTrue(new Payload().set(little.asReadOnlyBuffer(), 0, 1, Layout.BYTE).isReadOnly());
  }
}
