package org.jmpi.coll;

import java.nio.ByteBuffer;

/**
 * Memory that processes of one host share, for collectives inside a host. What is in it was written
 * by other processes: indexes read from it are checked before they are used. Called under the
 * engine's lock.
 */
public interface HostMemory {
  /** True when every one of these processes, this one among them, shares memory with this one. */
  boolean isSharedBy(int[] processes);

  /**
   * Makes a segment of zeros, written through so that no later access can fail.
   *
   * @param name given once in the job
   * @return little endian, 64-byte aligned; null when there is no room for it
   */
  ByteBuffer create(long name, int lengthBytes);

  /** Maps a segment that another process has made; null when that is not possible. */
  ByteBuffer open(long name, int lengthBytes);

  /**
   * Takes the name away, once all have opened it: the memory goes when no process holds a buffer of
   * it any more.
   */
  void unlink(long name);

  /**
   * Wakes a process if it sleeps; to be called after something was published that it waits for.
   * Either the process is awake and looks again before it sleeps, or it is woken.
   */
  void wake(int process);
}
