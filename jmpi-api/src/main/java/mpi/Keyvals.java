package mpi;

import java.util.HashMap;
import java.util.Map;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * The attribute keys of one sort of object (MPI-4.1 §7.7). Numbers are never used again, nor shared
 * between sorts. Static, since this package is defined once for each rank.
 */
final class Keyvals {
  static final Keyvals COMM = new Keyvals("communicators");
  static final Keyvals TYPE = new Keyvals("datatypes");

  /** Below are those that the standard defines. */
  private static final int FIRST = 100;

  private static int next = FIRST;

  private final String sort;
  private final Map<Integer, AttributeCallbacks> live = new HashMap<>();

  private Keyvals(String sort) {
    this.sort = sort;
  }

  int create(AttributeCallbacks callbacks) {
    MpiState.requireActive();
    if (callbacks == null) {
      throw Errors.error(
          ErrorClass.ARG, "the callbacks are null; AttributeCallbacks.SHARED does nothing special");
    }
    synchronized (Keyvals.class) {
      live.put(next, callbacks);
      return next++;
    }
  }

  /** The key is gone for the program; attributes that exist keep their callbacks. */
  void free(int keyval) {
    MpiState.requireActive();
    synchronized (Keyvals.class) {
      if (live.remove(keyval) == null) {
        throw unknown(keyval);
      }
    }
  }

  /**
   * The callbacks of a key.
   *
   * @throws EngineException ERR_KEYVAL when there is no such key, or no more
   */
  AttributeCallbacks require(int keyval) {
    synchronized (Keyvals.class) {
      AttributeCallbacks callbacks = live.get(keyval);
      if (callbacks == null) {
        throw unknown(keyval);
      }
      return callbacks;
    }
  }

  private EngineException unknown(int keyval) {
    return Errors.error(
        ErrorClass.KEYVAL,
        keyval >= 0 && keyval < FIRST
            ? "key " + keyval + " is predefined: its attributes can be read only"
            : keyval + " is no key of " + sort + "; make one with createKeyval");
  }
}
