package org.jmpi.coll;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import org.jmpi.data.Kind;

/**
 * Copies between a segment and arrays of its elements, without objects: the views are made once.
 */
final class HostViews {
  /** Up to so many elements a loop is faster than what a bulk copy checks first. */
  private static final int FEW = 8;

  private final ByteBuffer bytes;
  private final CharBuffer chars;
  private final ShortBuffer shorts;
  private final IntBuffer ints;
  private final LongBuffer longs;
  private final FloatBuffer floats;
  private final DoubleBuffer doubles;

  /**
   * @param memory little endian, its position 0
   */
  HostViews(ByteBuffer memory) {
    bytes = memory;
    chars = memory.asCharBuffer();
    shorts = memory.asShortBuffer();
    ints = memory.asIntBuffer();
    longs = memory.asLongBuffer();
    floats = memory.asFloatBuffer();
    doubles = memory.asDoubleBuffer();
  }

  /** Copies elements from {@code atByte}, a multiple of their size, to the start of an array. */
  void load(Kind kind, int atByte, Object array, int count) {
    switch (kind) {
      case BYTE -> bytes.get(atByte, (byte[]) array, 0, count);
      case BOOLEAN -> {
        boolean[] to = (boolean[]) array;
        for (int i = 0; i < count; i++) {
          to[i] = bytes.get(atByte + i) != 0;
        }
      }
      case CHAR -> chars.get(atByte >> 1, (char[]) array, 0, count);
      case SHORT -> shorts.get(atByte >> 1, (short[]) array, 0, count);
      case INT -> load(ints, atByte >> 2, (int[]) array, count);
      case LONG -> load(longs, atByte >> 3, (long[]) array, count);
      case FLOAT -> load(floats, atByte >> 2, (float[]) array, count);
      case DOUBLE -> load(doubles, atByte >> 3, (double[]) array, count);
      case OBJECT -> throw new IllegalArgumentException("objects in shared memory");
    }
  }

  /** Copies elements from the start of an array to {@code atByte}, a multiple of their size. */
  void store(Kind kind, Object array, int atByte, int count) {
    switch (kind) {
      case BYTE -> bytes.put(atByte, (byte[]) array, 0, count);
      case BOOLEAN -> {
        boolean[] from = (boolean[]) array;
        for (int i = 0; i < count; i++) {
          bytes.put(atByte + i, (byte) (from[i] ? 1 : 0));
        }
      }
      case CHAR -> chars.put(atByte >> 1, (char[]) array, 0, count);
      case SHORT -> shorts.put(atByte >> 1, (short[]) array, 0, count);
      case INT -> ints.put(atByte >> 2, (int[]) array, 0, count);
      case LONG -> longs.put(atByte >> 3, (long[]) array, 0, count);
      case FLOAT -> floats.put(atByte >> 2, (float[]) array, 0, count);
      case DOUBLE -> doubles.put(atByte >> 3, (double[]) array, 0, count);
      case OBJECT -> throw new IllegalArgumentException("objects in shared memory");
    }
  }

  private static void load(IntBuffer from, int at, int[] to, int count) {
    if (count > FEW) {
      from.get(at, to, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[i] = from.get(at + i);
    }
  }

  private static void load(LongBuffer from, int at, long[] to, int count) {
    if (count > FEW) {
      from.get(at, to, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[i] = from.get(at + i);
    }
  }

  private static void load(FloatBuffer from, int at, float[] to, int count) {
    if (count > FEW) {
      from.get(at, to, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[i] = from.get(at + i);
    }
  }

  private static void load(DoubleBuffer from, int at, double[] to, int count) {
    if (count > FEW) {
      from.get(at, to, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[i] = from.get(at + i);
    }
  }
}
