package mpi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * The attributes of one object (MPI-4.1 §7.7). Callbacks are called without a lock, so that they
 * may make calls of their own.
 */
final class Attributes {
  private record Entry(AttributeCallbacks callbacks, Object value) {}

  private final Keyvals keys;
  private final Map<Integer, Entry> entries = new LinkedHashMap<>();

  Attributes(Keyvals keys) {
    this.keys = keys;
  }

  /** The value, or null. */
  Object get(int keyval) {
    keys.require(keyval);
    synchronized (entries) {
      Entry entry = entries.get(keyval);
      return entry == null ? null : entry.value;
    }
  }

  /** Sets a value; the delete callback sees the one that was there. */
  void set(Object owner, int keyval, Object value) {
    AttributeCallbacks callbacks = keys.require(keyval);
    remove(owner, keyval);
    synchronized (entries) {
      entries.put(keyval, new Entry(callbacks, value));
    }
  }

  /** Fails with ERR_KEYVAL when there is no such attribute. */
  void delete(Object owner, int keyval) {
    keys.require(keyval);
    if (!remove(owner, keyval)) {
      throw Errors.error(
          ErrorClass.KEYVAL, "there is no attribute of key " + keyval + " to delete");
    }
  }

  /** Takes over what the copy callbacks give for the attributes of {@code old}. */
  void copyFrom(Object owner, Attributes old) {
    for (Map.Entry<Integer, Entry> attribute : old.snapshot()) {
      int keyval = attribute.getKey();
      Entry entry = attribute.getValue();
      Object[] copy = new Object[1];
      guarded("copy", keyval, () -> copy[0] = entry.callbacks.copy(owner, keyval, entry.value));
      if (copy[0] != AttributeCallbacks.NOT_COPIED) {
        synchronized (entries) {
          entries.put(keyval, new Entry(entry.callbacks, copy[0]));
        }
      }
    }
  }

  /** Deletes all, the last one set first. */
  void deleteAll(Object owner) {
    List<Map.Entry<Integer, Entry>> all = snapshot();
    Collections.reverse(all);
    for (Map.Entry<Integer, Entry> attribute : all) {
      remove(owner, attribute.getKey());
    }
  }

  private boolean remove(Object owner, int keyval) {
    Entry entry;
    synchronized (entries) {
      entry = entries.get(keyval);
    }
    if (entry == null) {
      return false;
    }
    // The attribute stays when its callback fails (MPI-4.1 §7.7.2).
    guarded("delete", keyval, () -> entry.callbacks.delete(owner, keyval, entry.value));
    synchronized (entries) {
      entries.remove(keyval, entry);
    }
    return true;
  }

  private List<Map.Entry<Integer, Entry>> snapshot() {
    synchronized (entries) {
      return new ArrayList<>(new LinkedHashMap<>(entries).entrySet());
    }
  }

  private static void guarded(String what, int keyval, Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      throw new EngineException(
          ErrorClass.OTHER, "the " + what + " callback of key " + keyval + " threw " + e, e);
    }
  }
}
