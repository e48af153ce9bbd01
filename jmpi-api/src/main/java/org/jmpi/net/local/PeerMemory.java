package org.jmpi.net.local;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * The memory of another process of this host, as far as the kernel lets this one read it
 * (ptrace(2), "Ptrace access mode checking": the same user, and no module that forbids it).
 */
interface PeerMemory extends AutoCloseable {
  /** True when this way can read into such a buffer. */
  boolean takes(Buffer target);

  /**
   * Reads; nothing is written to the target but within the range.
   *
   * @param address in the other process, whatever it is
   * @param target a direct buffer
   * @param targetByte from the buffer's index 0
   * @return false when not all could be read, or no longer from the process that was asked for
   */
  boolean read(long address, Buffer target, long targetByte, int lengthBytes);

  /** How it reads; for people. */
  String name();

  @Override
  void close();

  /**
   * The best way to the memory of a process that proves to be the right one: a word is where its
   * owner says. So neither a number that another process has meanwhile, nor one of another name
   * space, leads to a wrong memory.
   *
   * @param own where buffers of this process lie
   * @return null when there is no way
   */
  static PeerMemory open(BufferAddress own, long pid, long tokenAddress, long token) {
    if (pid <= 0 || pid > Integer.MAX_VALUE || tokenAddress <= 0) {
      return null;
    }
    PeerMemory calls = VmRead.open(own, (int) pid, tokenAddress, token);
    if (isProved(calls, tokenAddress, token)) {
      return calls;
    }
    PeerMemory file = ProcMemory.open(pid);
    return isProved(file, tokenAddress, token) ? file : null;
  }

  private static boolean isProved(PeerMemory memory, long tokenAddress, long token) {
    if (memory == null) {
      return false;
    }
    ByteBuffer word = ByteBuffer.allocateDirect(Long.BYTES).order(java.nio.ByteOrder.nativeOrder());
    boolean proved = memory.read(tokenAddress, word, 0, Long.BYTES) && word.getLong(0) == token;
    if (!proved) {
      memory.close();
    }
    return proved;
  }
}
