package mpi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Keys with values, both strings (MPI-4.1 §10). Calls on a null or freed one raise ERR_INFO, keys
 * that are empty or longer than {@link MPI#MAX_INFO_KEY} ERR_INFO_KEY, values longer than {@link
 * MPI#MAX_INFO_VAL} ERR_INFO_VALUE.
 */
public final class Info implements Freeable, Cloneable {
  /** Null once freed. */
  private Map<String, String> entries;

  private final boolean predefined;

  /** One without keys (MPI_Info_create). */
  public Info() throws MPIException {
    this(new LinkedHashMap<>(), false);
  }

  private Info(Map<String, String> entries, boolean predefined) {
    this.entries = entries;
    this.predefined = predefined;
  }

  /** {@link MPI#INFO_NULL}. */
  static Info none() {
    return new Info(null, true);
  }

  /**
   * {@link MPI#INFO_ENV}: how this process was started, as far as Java tells (MPI-4.1 §11.2.1);
   * from Init on also where it is.
   */
  protected static Info newEnv() {
    Map<String, String> env = new LinkedHashMap<>();
    String command = System.getProperty("sun.java.command", "");
    int space = command.indexOf(' ');
    put(env, "command", space < 0 ? command : command.substring(0, space));
    put(env, "argv", space < 0 ? "" : command.substring(space + 1));
    put(env, "arch", System.getProperty("os.arch", ""));
    put(env, "wdir", System.getProperty("user.dir", ""));
    put(env, "thread_level", "MPI_THREAD_MULTIPLE");
    return new Info(env, true);
  }

  /** Entries that programs cannot have set; values that are too long are cut. */
  void putAll(Map<String, String> more) {
    synchronized (entries) {
      for (Map.Entry<String, String> entry : more.entrySet()) {
        put(entries, entry.getKey(), entry.getValue());
      }
    }
  }

  private static void put(Map<String, String> entries, String key, String value) {
    if (!value.isEmpty()) {
      boolean fits = value.length() <= MPI.MAX_INFO_VAL;
      entries.put(key, fits ? value : value.substring(0, MPI.MAX_INFO_VAL));
    }
  }

  /** True for {@link MPI#INFO_NULL} and once freed. */
  public boolean isNull() {
    return entries == null;
  }

  /** Sets a key, or its new value (MPI_Info_set). */
  public void set(String key, String value) throws MPIException {
    Map<String, String> open = requireOpen("set");
    requireKey("set", key);
    if (value == null || value.length() > MPI.MAX_INFO_VAL) {
      throw raise(
          "set",
          ErrorClass.INFO_VALUE,
          value == null
              ? "the value is null"
              : "a value has at most " + MPI.MAX_INFO_VAL + " characters, not " + value.length());
    }
    synchronized (open) {
      open.put(key, value);
    }
  }

  /** The value of a key, or null when there is none (MPI_Info_get_string). */
  public String get(String key) throws MPIException {
    Map<String, String> open = require("get");
    requireKey("get", key);
    synchronized (open) {
      return open.get(key);
    }
  }

  /** Removes a key (MPI_Info_delete). ERR_INFO_NOKEY when it is not there. */
  public void delete(String key) throws MPIException {
    Map<String, String> open = requireOpen("delete");
    requireKey("delete", key);
    synchronized (open) {
      if (open.remove(key) == null) {
        throw raise("delete", ErrorClass.INFO_NOKEY, "there is no key " + key);
      }
    }
  }

  /** Number of keys (MPI_Info_get_nkeys). */
  public int size() throws MPIException {
    Map<String, String> open = require("size");
    synchronized (open) {
      return open.size();
    }
  }

  /** Key {@code i}, from 0 on (MPI_Info_get_nthkey). ERR_ARG when there are not as many. */
  public String getKey(int i) throws MPIException {
    Map<String, String> open = require("getKey");
    synchronized (open) {
      if (i < 0 || i >= open.size()) {
        throw raise("getKey", ErrorClass.ARG, "there is no key " + i + " of " + open.size());
      }
      return new ArrayList<>(open.keySet()).get(i);
    }
  }

  /** As {@link #dup}. */
  @Override
  public Info clone() {
    return dup();
  }

  /** Another one with the same keys in the same order (MPI_Info_dup). */
  public Info dup() throws MPIException {
    return new Info(copy(require("dup")), false);
  }

  /** Makes it null (MPI_Info_free). ERR_INFO for the predefined ones. */
  @Override
  public void free() throws MPIException {
    requireOpen("free");
    entries = null;
  }

  /** The keys of an argument that may be null or null info: none then. */
  static Map<String, String> entries(Info info) {
    Map<String, String> found = info == null ? null : info.entries;
    return found == null ? Map.of() : copy(found);
  }

  private static Map<String, String> copy(Map<String, String> entries) {
    synchronized (entries) {
      return new LinkedHashMap<>(entries);
    }
  }

  private Map<String, String> require(String call) {
    Map<String, String> found = entries;
    if (found == null) {
      throw raise(call, ErrorClass.INFO, "the info is null or was freed");
    }
    return found;
  }

  private Map<String, String> requireOpen(String call) {
    Map<String, String> found = require(call);
    if (predefined) {
      throw raise(call, ErrorClass.INFO, "MPI.INFO_ENV cannot be changed or freed");
    }
    return found;
  }

  private static void requireKey(String call, String key) {
    if (key == null || key.isEmpty() || key.length() > MPI.MAX_INFO_KEY) {
      throw raise(
          call,
          ErrorClass.INFO_KEY,
          "key " + key + ": it must have 1 to " + MPI.MAX_INFO_KEY + " characters");
    }
  }

  private static MPIException raise(String call, ErrorClass errorClass, String message) {
    return Errors.onSelf(call, new EngineException(errorClass, message));
  }
}
