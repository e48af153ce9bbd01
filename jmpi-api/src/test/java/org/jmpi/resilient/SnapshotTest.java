package org.jmpi.resilient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  @Test
  void shouldKeepEveryKindOfValue() {
    Map<String, byte[]> values = new LinkedHashMap<>();
    values.put("bytes", Snapshot.encode(new byte[] {1, -2}));
    values.put("ints", Snapshot.encode(new int[] {3, -4}));
    values.put("longs", Snapshot.encode(new long[] {5L << 40}));
    values.put("floats", Snapshot.encode(new float[] {0.5f, Float.NaN}));
    values.put("doubles", Snapshot.encode(new double[] {-0.0, 1e300}));
    values.put("größer", Snapshot.encode(List.of("an", "object")));
    values.put("empty", Snapshot.encode(new double[0]));
    Map<String, byte[]> again = Snapshot.unpack(Snapshot.pack(values));
    assertEquals(List.copyOf(values.keySet()), List.copyOf(again.keySet()));
    assertArrayEquals(new byte[] {1, -2}, (byte[]) Snapshot.decode(again.get("bytes")));
    assertArrayEquals(new int[] {3, -4}, (int[]) Snapshot.decode(again.get("ints")));
    assertArrayEquals(new long[] {5L << 40}, (long[]) Snapshot.decode(again.get("longs")));
    assertArrayEquals(
        new float[] {0.5f, Float.NaN}, (float[]) Snapshot.decode(again.get("floats")));
    assertArrayEquals(new double[] {-0.0, 1e300}, (double[]) Snapshot.decode(again.get("doubles")));
    assertEquals(List.of("an", "object"), Snapshot.decode(again.get("größer")));
    assertEquals(0, ((double[]) Snapshot.decode(again.get("empty"))).length);
  }

  @Test
  void shouldCopyWhatItIsGiven() {
    int[] value = {1};
    byte[] stored = Snapshot.encode(value);
    value[0] = 2;
    assertArrayEquals(new int[] {1}, (int[]) Snapshot.decode(stored));
  }

  @Test
  void shouldRefuseWhatCannotBeSerialised() {
    assertThrows(IllegalArgumentException.class, () -> Snapshot.encode(new Object()));
  }

  @Test
  void shouldNotReadBehindTheEndOfDamagedPieces() {
    long seed = 7;
    Random random = new Random(seed);
    byte[] good = Snapshot.pack(Map.of("name", Snapshot.encode(new int[] {1, 2, 3})));
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
      if (bad.length > 0) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        Snapshot.unpack(bad);
      } catch (IllegalStateException e) {
        refused++;
      }
    }
    assertEquals(true, refused > 1000, "seed " + seed + ": " + refused);
  }
}
