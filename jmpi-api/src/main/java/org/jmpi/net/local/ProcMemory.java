package org.jmpi.net.local;

import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads {@code /proc/PID/mem} (proc(5)): the file stays that of the process for which it was
 * opened, and ends when that has ended. One read is one system call, without a copy in Java.
 */
final class ProcMemory implements PeerMemory {
  private static final int PAGE_BYTES = 4096;

  private final FileChannel file;

  private ProcMemory(FileChannel file) {
    this.file = file;
  }

  /** Null when it may not be read, and on other systems. */
  static ProcMemory open(long pid) {
    boolean interrupted = Thread.interrupted();
    try {
      return new ProcMemory(
          FileChannel.open(Path.of("/proc/" + pid + "/mem"), StandardOpenOption.READ));
    } catch (IOException | RuntimeException e) {
      return null;
    } finally {
      Interruption.restore(interrupted);
    }
  }

  @Override
  public boolean takes(Buffer target) {
    return target instanceof ByteBuffer;
  }

  @Override
  public boolean read(long address, Buffer target, long targetByte, int lengthBytes) {
    if (address <= 0 || address > Long.MAX_VALUE - lengthBytes) {
      return false;
    }
    ByteBuffer part = ((ByteBuffer) target).duplicate().clear();
    int start = (int) targetByte;
    // The kernel goes by pieces of a page from where the read starts, and looks two pages up for
    // each when they straddle them, which doubles the time. Java's buffers begin 16 bytes behind a
    // page's start.
    int head = (int) Math.min(lengthBytes, -address & PAGE_BYTES - 1);
    boolean interrupted = Thread.interrupted();
    try {
      return readFully(part.limit(start + head).position(start), address)
          && readFully(part.limit(start + lengthBytes), address + head);
    } catch (IOException e) {
      return false;
    } finally {
      Interruption.restore(interrupted);
    }
  }

  private boolean readFully(ByteBuffer part, long address) throws IOException {
    long at = address;
    while (part.hasRemaining()) {
      int count = file.read(part, at);
      if (count <= 0) {
        return false;
      }
      at += count;
    }
    return true;
  }

  @Override
  public String name() {
    return "/proc/PID/mem";
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // It was open for reading: nothing is lost.
      return;
    }
  }
}
