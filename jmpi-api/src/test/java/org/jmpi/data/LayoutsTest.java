package org.jmpi.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.junit.jupiter.api.Test;

class LayoutsTest {
  /** A layout of {@code int}, with the type map that the standard's definitions give. */
  private record Model(Layout layout, List<Long> typeMap, long lower, long upper) {
    static Model ofInt() {
      return new Model(Layout.INT, List.of(0L), 0, 4);
    }

    long extent() {
      return upper - lower;
    }

    /** The layout beside what blocks of this at some displacements are by MPI-4.1 §5.1.2. */
    Model blocks(Layout made, long[] lengths, long[] displacements) {
      List<Long> map = new ArrayList<>();
      long low = Long.MAX_VALUE;
      long high = Long.MIN_VALUE;
      for (int block = 0; block < lengths.length; block++) {
        for (long copy = 0; copy < lengths[block]; copy++) {
          long at = displacements[block] + copy * extent();
          typeMap.forEach(d -> map.add(d + at));
          low = Math.min(low, lower + at);
          high = Math.max(high, upper + at);
        }
      }
      return map.isEmpty() ? new Model(made, map, 0, 0) : new Model(made, map, low, high);
    }
  }

  private static Model derive(Random random, Model old) {
    int blocks = 1 + random.nextInt(4);
    int length = 1 + random.nextInt(3);
    long ext = old.extent();
    switch (random.nextInt(5)) {
      case 0:
        return old.blocks(
            Layout.contiguous(blocks, old.layout), new long[] {blocks}, new long[] {0});
      case 1:
        long stride = (length * ext + 4L * random.nextInt(4)) * (random.nextBoolean() ? 1 : -1);
        long[] lengths = new long[blocks];
        long[] at = new long[blocks];
        for (int i = 0; i < blocks; i++) {
          lengths[i] = length;
          at[i] = i * stride;
        }
        return old.blocks(
            Layouts.hvector("hvector", blocks, length, stride, old.layout), lengths, at);
      case 2:
        long[] lens = new long[blocks];
        long[] places = new long[blocks];
        long next = -4L * random.nextInt(3);
        for (int i = 0; i < blocks; i++) {
          lens[i] = random.nextInt(3);
          places[i] = next;
          next += lens[i] * ext + 4L * random.nextInt(3);
        }
        return old.blocks(Layouts.hindexed("hindexed", lens, places, old.layout), lens, places);
      case 3:
        long lower = old.lower - 4L * random.nextInt(3);
        long extent = old.upper - lower + 4L * random.nextInt(3);
        return new Model(
            Layouts.resized("resized", old.layout, lower, extent),
            old.typeMap,
            lower,
            lower + extent);
      default:
        return subarray(random, old);
    }
  }

  private static Model subarray(Random random, Model old) {
    int[] sizes = {1 + random.nextInt(3), 1 + random.nextInt(4)};
    int[] starts = {random.nextInt(sizes[0]), random.nextInt(sizes[1])};
    int[] part = {
      1 + random.nextInt(sizes[0] - starts[0]), 1 + random.nextInt(sizes[1] - starts[1])
    };
    long ext = old.extent();
    List<Long> map = new ArrayList<>();
    for (int row = starts[0]; row < starts[0] + part[0]; row++) {
      for (int column = starts[1]; column < starts[1] + part[1]; column++) {
        long at = (row * sizes[1] + column) * ext;
        old.typeMap.forEach(d -> map.add(d + at));
      }
    }
    Layout made = Layouts.subarray("subarray", sizes, part, starts, old.layout);
    return new Model(made, map, 0, sizes[0] * sizes[1] * ext);
  }

  @Test
  void shouldPackAndUnpackAsTheTypeMapSays() {
    long seed = 20261122;
    Random random = new Random(seed);
    int strided = 0;
    for (int round = 0; round < 3000; round++) {
      Model model = Model.ofInt();
      for (int depth = random.nextInt(4); depth > 0; depth--) {
        int elements = model.typeMap.size();
        model = elements > 0 && elements < 200 ? derive(random, model) : model;
      }
      String what = "seed " + seed + ", round " + round + ": " + model.layout;
      check(model, 1 + random.nextInt(3), random, what);
      strided += model.layout.runCount() == 1 && !model.layout.isContiguous() ? 1 : 0;
    }
    assertTrue(strided > 300, "strided layouts: " + strided);
  }

  private static void check(Model model, int count, Random random, String what) {
    Layout layout = model.layout;
    assertEquals(model.typeMap.size() * 4L, layout.sizeBytes(), what);
    assertEquals(model.typeMap.size(), layout.elementsPerItem(), what);
    assertEquals(model.extent(), layout.extentBytes(), what);
    assertEquals(model.lower, layout.lowerBoundBytes(), what);
    List<Integer> elements = new ArrayList<>();
    int first = 0;
    int end = 0;
    for (int item = 0; item < count; item++) {
      for (long displacement : model.typeMap) {
        int element = (int) ((displacement + item * model.extent()) / 4);
        elements.add(element);
        first = Math.min(first, element);
        end = Math.max(end, element + 1);
      }
    }
    if (!model.typeMap.isEmpty()) {
      long least = model.typeMap.stream().mapToLong(Long::longValue).min().getAsLong();
      long most = model.typeMap.stream().mapToLong(Long::longValue).max().getAsLong();
      assertEquals(least, layout.trueLowerBoundBytes(), what);
      assertEquals(most + 4 - least, layout.trueExtentBytes(), what);
    }
    int offset = -first;
    int[] memory = new int[end - first];
    for (int i = 0; i < memory.length; i++) {
      memory[i] = random.nextInt();
    }
    ByteBuffer expected = ByteBuffer.allocate(elements.size() * 4).order(ByteOrder.LITTLE_ENDIAN);
    elements.forEach(e -> expected.putInt(memory[offset + e]));
    ByteBuffer packed = ByteBuffer.allocate(expected.capacity());
    Payload payload = new Payload().set(memory, offset, count, layout);
    for (long at = 0; at < payload.lengthBytes(); ) {
      int part = (int) Math.min(payload.lengthBytes() - at, 1 + random.nextInt(40));
      payload.pack(at, packed, part);
      at += part;
    }
    assertArrayEquals(expected.array(), packed.array(), what);
    unpacked(memory, offset, count, layout, elements, packed, random, what);
  }

  private static void unpacked(
      int[] memory,
      int offset,
      int count,
      Layout layout,
      List<Integer> elements,
      ByteBuffer packed,
      Random random,
      String what) {
    int[] target = new int[memory.length];
    ByteBuffer bytes = ByteBuffer.allocate(memory.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    Payload ints = new Payload().set(target, offset, count, layout);
    Payload inBytes = new Payload().set(bytes, offset, count, layout);
    packed.clear();
    for (long at = 0; at < ints.lengthBytes(); ) {
      int part = (int) Math.min(ints.lengthBytes() - at, 1 + random.nextInt(40));
      ints.unpack(at, packed.position((int) at), part);
      inBytes.unpack(at, packed.position((int) at), part);
      at += part;
    }
    int[] expected = new int[memory.length];
    for (int element : elements) {
      expected[offset + element] = memory[offset + element];
    }
    assertArrayEquals(expected, target, what);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], bytes.getInt(i * 4), what);
    }
    if (layout.sizeBytes() > 0) {
      for (int i = 0; i < elements.size(); i++) {
        assertEquals(elements.get(i) * 4L, layout.memoryByte(i * 4L), what);
      }
    }
  }

  @Test
  void shouldKeepAColumnAsOneRunWithAStride() {
    Layout column = Layouts.hvector("column", 1_000_000, 1, 8000, Layout.DOUBLE);
    assertEquals(1, column.runCount());
    assertEquals(8_000_000, column.sizeBytes());
    Layout block = Layouts.hvector("block", 500, 20, 8000, Layout.DOUBLE);
    assertEquals(1, block.runCount());
    Layout whole = Layouts.hvector("whole", 500, 20, 160, Layout.DOUBLE);
    assertTrue(whole.isContiguous());
    assertFalse(block.isContiguous());
  }

  @Test
  void shouldMoveStridesOfAllKindsAndMemories() {
    byte[] source = new byte[64];
    new Random(7).nextBytes(source);
    for (Layout basic :
        List.of(
            Layout.BYTE,
            Layout.CHAR,
            Layout.SHORT,
            Layout.INT,
            Layout.LONG,
            Layout.FLOAT,
            Layout.DOUBLE)) {
      Layout layout = Layouts.hvector("every other", 4, 1, 2L * basic.kind().bytes(), basic);
      int width = basic.kind().bytes();
      for (Object memory :
          new Object[] {
            Scratch.newArray(basic, 8),
            ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN),
            ByteBuffer.allocateDirect(64).order(ByteOrder.LITTLE_ENDIAN),
            ByteBuffer.allocate(64),
            new byte[64]
          }) {
        // Floating point values that are no NaN survive any copy bit by bit.
        ByteBuffer in = ByteBuffer.wrap(source.clone());
        for (int i = width - 1; i < 4 * width; i += width) {
          in.put(i, (byte) 0x3F);
        }
        new Payload().set(memory, 0, 1, layout).unpack(0, in, 4 * width);
        ByteBuffer out = ByteBuffer.allocate(4 * width);
        new Payload().set(memory, 0, 1, layout).pack(0, out, 4 * width);
        assertEquals(in.flip(), out.flip(), basic + " in " + memory.getClass());
      }
    }
  }

  @Test
  void shouldRoundAStructuresExtentUpAndObeyMarkers() {
    long[] one = {1, 1};
    Layout padded =
        Layouts.struct(
            "padded", Kind.BYTE, one, new long[] {0, 8}, new Layout[] {Layout.DOUBLE, Layout.BYTE});
    assertEquals(9, padded.sizeBytes());
    assertEquals(16, padded.extentBytes());
    Layout marked =
        Layouts.struct(
            "marked",
            Kind.BYTE,
            new long[] {1, 1, 1},
            new long[] {-3, 0, 20},
            new Layout[] {Layout.LOWER_MARKER, Layout.INT, Layout.UPPER_MARKER});
    assertEquals(-3, marked.lowerBoundBytes());
    assertEquals(23, marked.extentBytes());
    // A marker holds in what is made of the type.
    Layout outer =
        Layouts.struct(
            "outer", Kind.BYTE, one, new long[] {0, 100}, new Layout[] {marked, Layout.INT});
    assertEquals(-3, outer.lowerBoundBytes());
    assertEquals(23, outer.extentBytes());
    assertEquals(104, outer.trueExtentBytes());
  }

  @Test
  void shouldLieInBytesWhenDistancesAreNoMultipleOfTheElement() {
    Layout odd = Layouts.hvector("odd", 3, 1, 6, Layout.INT);
    assertEquals(Kind.BYTE, odd.kind());
    ByteBuffer memory = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    memory.putInt(0, 1).putInt(6, 2).putInt(12, 3);
    ByteBuffer out = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    new Payload().set(memory, 0, 1, odd).pack(0, out, 12);
    assertEquals(2, out.getInt(4));
    assertEquals(3, out.getInt(8));
    EngineException error =
        assertThrows(EngineException.class, () -> new Payload().set(new int[9], 0, 1, odd));
    assertEquals(ErrorClass.TYPE, error.errorClass());
  }

  @Test
  void shouldRefuseWhatReachesBeforeTheBuffer() {
    Layout back = Layouts.hvector("back", 3, 1, -4, Layout.INT);
    assertEquals(8, new Payload().set(new int[3], 2, 1, back).lengthBytes() - 4);
    EngineException error =
        assertThrows(EngineException.class, () -> new Payload().set(new int[3], 1, 1, back));
    assertEquals(ErrorClass.BUFFER, error.errorClass());
  }

  @Test
  void shouldRefuseBadArguments() {
    assertError(ErrorClass.COUNT, () -> Layouts.hvector("v", -1, 1, 4, Layout.INT));
    assertError(ErrorClass.COUNT, () -> Layouts.hvector("v", 1, -1, 4, Layout.INT));
    assertError(ErrorClass.COUNT, () -> Layouts.hvector("v", 1L << 40, 1, 1L << 40, Layout.INT));
    assertError(ErrorClass.ARG, () -> Layouts.resized("r", Layout.INT, 0, -4));
    int[] two = {2};
    assertError(
        ErrorClass.ARG, () -> Layouts.subarray("s", two, new int[] {2}, new int[] {1}, Layout.INT));
    assertError(
        ErrorClass.ARG, () -> Layouts.subarray("s", two, new int[] {0}, new int[] {0}, Layout.INT));
  }

  private static void assertError(ErrorClass expected, Runnable action) {
    EngineException error = assertThrows(EngineException.class, action::run);
    assertEquals(expected, error.errorClass(), error.getMessage());
  }
}
