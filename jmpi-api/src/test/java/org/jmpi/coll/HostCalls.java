package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jmpi.data.Kind;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.data.ReduceOp;
import org.jmpi.data.ReduceOps;
import org.jmpi.data.Scratch;

/** Random collectives with small numbers, and what MPI says must come of them. */
final class HostCalls {
  private static final Layout[] TYPES = {
    Layout.BYTE,
    Layout.CHAR,
    Layout.SHORT,
    Layout.INT,
    Layout.LONG,
    Layout.FLOAT,
    Layout.DOUBLE,
    Layout.BOOLEAN
  };

  private static final CollectiveKind[] KINDS = {
    CollectiveKind.BARRIER,
    CollectiveKind.BCAST,
    CollectiveKind.GATHER,
    CollectiveKind.SCATTER,
    CollectiveKind.ALLGATHER,
    CollectiveKind.ALLTOALL,
    CollectiveKind.REDUCE,
    CollectiveKind.ALLREDUCE,
    CollectiveKind.SCAN,
    CollectiveKind.EXSCAN,
    CollectiveKind.REDUCE_SCATTER_BLOCK
  };

  /** One call, the same at all members. */
  record Spec(
      CollectiveKind kind,
      Layout type,
      ReduceOp op,
      int count,
      int root,
      boolean inPlace,
      int salt) {
    long value(int rank, int index) {
      long mixed = rank * 31L + index * 7L + salt;
      return type == Layout.BOOLEAN ? (mixed ^ mixed >> 2) & 1 : mixed % 5;
    }
  }

  private HostCalls() {}

  static List<Spec> random(Random random, int size, int calls, int maxCount) {
    List<Spec> specs = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      Layout type = TYPES[random.nextInt(TYPES.length)];
      specs.add(
          new Spec(
              KINDS[random.nextInt(KINDS.length)],
              type,
              op(type, random),
              count(random, type, size, maxCount),
              random.nextInt(size),
              random.nextInt(3) == 0,
              random.nextInt(1000)));
    }
    return specs;
  }

  /** Around the places where something is cut. */
  private static int count(Random random, Layout type, int size, int maxCount) {
    int width = (int) type.sizeBytes();
    int[] edges = {
      0, 1, 2, 112 / width, HostSlots.dataBytes(size) / width, HostFold.BLOCK_BYTES * size / width
    };
    int edge = edges[random.nextInt(edges.length)] + random.nextInt(3) - 1;
    return Math.max(
        0, Math.min(maxCount, random.nextInt(4) == 0 ? random.nextInt(maxCount) : edge));
  }

  private static ReduceOp op(Layout type, Random random) {
    ReduceOp[] truths = {ReduceOps.LAND, ReduceOps.LOR, ReduceOps.LXOR};
    ReduceOp[] numbers = {ReduceOps.SUM, ReduceOps.MAX, ReduceOps.MIN, ReduceOps.PROD};
    ReduceOp[] bits = {ReduceOps.BAND, ReduceOps.BOR, ReduceOps.BXOR};
    if (type == Layout.BOOLEAN) {
      return truths[random.nextInt(3)];
    }
    boolean isFloating = type == Layout.FLOAT || type == Layout.DOUBLE;
    return isFloating || random.nextBoolean()
        ? numbers[random.nextInt(4)]
        : bits[random.nextInt(3)];
  }

  /** Makes the call at one member and checks what it gets. */
  static void call(BlockingCollectives c, Spec s, int rank, int size, Random random) {
    int n = s.count;
    boolean atRoot = rank == s.root;
    int all = n * size;
    int offset = random.nextInt(3);
    int style = random.nextInt(5);
    switch (s.kind) {
      case BARRIER -> c.barrier();
      case BCAST -> {
        Object buffer = buffer(style, s.type, offset + n);
        put(buffer, s.type, offset, values(s, atRoot ? rank : -1, n));
        c.bcast(buffer, offset, n, s.type, s.root);
        check(s, rank, buffer, offset, values(s, s.root, n));
      }
      case GATHER -> {
        Object out = buffer(style, s.type, offset + all);
        Object in = given(s, rank, n, style);
        boolean inPlace = s.inPlace && atRoot;
        if (inPlace) {
          put(out, s.type, offset + rank * n, values(s, rank, n));
        }
        c.gather(inPlace ? Collectives.IN_PLACE : in, 0, n, s.type, out, offset, n, s.type, s.root);
        if (atRoot) {
          check(s, rank, out, offset, blocks(s, size));
        }
      }
      case ALLGATHER -> {
        Object out = buffer(style, s.type, offset + all);
        if (s.inPlace) {
          put(out, s.type, offset + rank * n, values(s, rank, n));
        }
        Object in = s.inPlace ? Collectives.IN_PLACE : given(s, rank, n, style);
        c.allGather(in, 0, n, s.type, out, offset, n, s.type);
        check(s, rank, out, offset, blocks(s, size));
      }
      case SCATTER -> {
        Object in = given(s, s.root, all, style);
        boolean inPlace = s.inPlace && atRoot;
        Object out = inPlace ? Collectives.IN_PLACE : buffer(style, s.type, offset + n);
        c.scatter(in, 0, n, s.type, out, inPlace ? 0 : offset, n, s.type, s.root);
        if (!inPlace) {
          check(s, rank, out, offset, part(values(s, s.root, all), rank * n, n));
        }
      }
      case ALLTOALL -> {
        Object out = buffer(style, s.type, offset + all);
        if (s.inPlace) {
          put(out, s.type, offset, values(s, rank, all));
        }
        Object in = s.inPlace ? Collectives.IN_PLACE : given(s, rank, all, style);
        c.allToAll(in, 0, n, s.type, out, offset, n, s.type);
        long[] expected = new long[all];
        for (int from = 0; from < size; from++) {
          System.arraycopy(values(s, from, all), rank * n, expected, from * n, n);
        }
        check(s, rank, out, offset, expected);
      }
      case REDUCE, ALLREDUCE, SCAN, EXSCAN, REDUCE_SCATTER_BLOCK ->
          reduce(c, s, rank, size, style, offset);
      default -> throw new AssertionError(s.kind);
    }
  }

  private static void reduce(
      BlockingCollectives c, Spec s, int rank, int size, int style, int offset) {
    int n = s.count;
    boolean isBlock = s.kind == CollectiveKind.REDUCE_SCATTER_BLOCK;
    int operand = isBlock ? n * size : n;
    boolean atRoot = rank == s.root;
    boolean inPlace = s.inPlace && (s.kind != CollectiveKind.REDUCE || atRoot);
    Object out = buffer(style, s.type, offset + operand);
    Object in = inPlace ? Collectives.IN_PLACE : given(s, rank, operand, style);
    if (inPlace) {
      put(out, s.type, offset, values(s, rank, operand));
    }
    int from = 0;
    int to = size;
    switch (s.kind) {
      case REDUCE -> {
        c.reduce(in, 0, atRoot ? out : null, atRoot ? offset : 0, n, s.type, s.op, s.root);
        to = atRoot ? size : 0;
      }
      case ALLREDUCE -> c.allReduce(in, 0, out, offset, n, s.type, s.op);
      case SCAN -> {
        c.scan(in, 0, out, offset, n, s.type, s.op);
        to = rank + 1;
      }
      case EXSCAN -> {
        c.exScan(in, 0, out, offset, n, s.type, s.op);
        to = rank;
      }
      default -> c.reduceScatterBlock(in, 0, out, offset, n, s.type, s.op);
    }
    if (to > from) {
      long[] expected = values(s, 0, operand);
      for (int other = 1; other < to; other++) {
        long[] next = values(s, other, operand);
        for (int i = 0; i < operand; i++) {
          expected[i] = wrap(s.type, apply(s.op, expected[i], next[i]));
        }
      }
      check(s, rank, out, offset, isBlock ? part(expected, rank * n, n) : expected);
    }
  }

  private static long apply(ReduceOp op, long a, long b) {
    return switch (op.name()) {
      case "SUM" -> a + b;
      case "PROD" -> a * b;
      case "MAX" -> Math.max(a, b);
      case "MIN" -> Math.min(a, b);
      case "BAND", "LAND" -> a & b;
      case "BOR", "LOR" -> a | b;
      case "BXOR", "LXOR" -> a ^ b;
      default -> throw new AssertionError(op);
    };
  }

  private static long wrap(Layout type, long value) {
    return switch (type.kind()) {
      case BYTE -> (byte) value;
      case CHAR -> (char) value;
      case SHORT -> (short) value;
      default -> value;
    };
  }

  private static long[] values(Spec s, int rank, int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = rank < 0 ? 0 : s.value(rank, i);
    }
    return values;
  }

  private static long[] blocks(Spec s, int size) {
    long[] all = new long[size * s.count];
    for (int rank = 0; rank < size; rank++) {
      System.arraycopy(values(s, rank, s.count), 0, all, rank * s.count, s.count);
    }
    return all;
  }

  private static long[] part(long[] values, int from, int count) {
    return java.util.Arrays.copyOfRange(values, from, from + count);
  }

  private static Object given(Spec s, int rank, int count, int style) {
    Object buffer = buffer((style + 2) % 5, s.type, count);
    put(buffer, s.type, 0, values(s, rank, count));
    return buffer;
  }

  private static Object buffer(int style, Layout type, int elements) {
    int bytes = (int) type.sizeBytes() * elements;
    return switch (style) {
      case 0 -> new byte[bytes];
      case 1 -> ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
      case 2 -> ByteBuffer.allocate(bytes).order(ByteOrder.BIG_ENDIAN);
      default -> Scratch.newArray(type, elements);
    };
  }

  private static void put(Object buffer, Layout type, int offset, long[] values) {
    ByteBuffer packed = packed(type, values);
    new Payload().set(buffer, offset, values.length, type).unpack(0, packed, packed.remaining());
  }

  private static ByteBuffer packed(Layout type, long[] values) {
    ByteBuffer packed =
        ByteBuffer.allocate((int) type.sizeBytes() * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      switch (type.kind()) {
        case BYTE, BOOLEAN -> packed.put((byte) value);
        case CHAR, SHORT -> packed.putShort((short) value);
        case INT -> packed.putInt((int) value);
        case LONG -> packed.putLong(value);
        case FLOAT -> packed.putFloat(value);
        case DOUBLE -> packed.putDouble(value);
        default -> throw new AssertionError(type);
      }
    }
    return packed.flip();
  }

  private static void check(Spec s, int rank, Object buffer, int offset, long[] expected) {
    int bytes = (int) s.type.sizeBytes() * expected.length;
    ByteBuffer found = ByteBuffer.allocate(bytes);
    new Payload().set(buffer, offset, expected.length, s.type).pack(0, found, bytes);
    int at = packed(s.type, expected).mismatch(found.flip());
    assertEquals(-1, at, () -> "first wrong byte at rank " + rank + " in " + s);
    if (offset > 0 && s.type.kind() != Kind.BOOLEAN) {
      ByteBuffer before = ByteBuffer.allocate((int) s.type.sizeBytes());
      new Payload().set(buffer, 0, 1, s.type).pack(0, before, before.capacity());
      assertEquals(-1, before.flip().mismatch(packed(s.type, new long[1])), "written before " + s);
    }
  }
}
