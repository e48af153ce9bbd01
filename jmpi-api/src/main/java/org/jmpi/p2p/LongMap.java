package org.jmpi.p2p;

import java.util.function.Consumer;

/** From long to object, open addressing, no boxing; allocates only when it grows. */
final class LongMap<V> {
  private long[] keys = new long[16];
  private Object[] values = new Object[16];
  private int size;

  int size() {
    return size;
  }

  V get(long key) {
    return value(find(key));
  }

  void put(long key, V value) {
    if ((size + 1) * 2 > keys.length) {
      grow();
    }
    int i = find(key);
    if (values[i] == null) {
      size++;
    }
    keys[i] = key;
    values[i] = value;
  }

  V remove(long key) {
    int i = find(key);
    V removed = value(i);
    if (removed == null) {
      return null;
    }
    size--;
    // Close the gap: whatever was pushed past it by a collision moves back.
    int gap = i;
    int mask = keys.length - 1;
    for (int j = (i + 1) & mask; values[j] != null; j = (j + 1) & mask) {
      int home = slot(keys[j]);
      if (((j - home) & mask) >= ((j - gap) & mask)) {
        keys[gap] = keys[j];
        values[gap] = values[j];
        gap = j;
      }
    }
    values[gap] = null;
    return removed;
  }

  /** Calls {@code action} for each value; it must not change the map. */
  void forEach(Consumer<V> action) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        action.accept(value(i));
      }
    }
  }

  void clear() {
    java.util.Arrays.fill(values, null);
    size = 0;
  }

  @SuppressWarnings("unchecked")
  private V value(int index) {
    return (V) values[index];
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int i = slot(key);
    while (values[i] != null && keys[i] != key) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private int slot(long key) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & (keys.length - 1);
  }

  private void grow() {
    long[] oldKeys = keys;
    Object[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new Object[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int j = find(oldKeys[i]);
        keys[j] = oldKeys[i];
        values[j] = oldValues[i];
      }
    }
  }
}
