package org.jmpi.launcher.control;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jmpi.launcher.wire.AgentDown;

/** Passes jmpirun's standard input on to one rank, a few chunks ahead of what the rank has read. */
final class InputFeeder {
  private static final int CHUNKS_AHEAD = 4;
  private static final int CHUNK_BYTES = 16 << 10;
  private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Semaphore room = new Semaphore(CHUNKS_AHEAD);
  private final int rank;
  private final boolean terminal;
  private final Consumer<AgentDown> to;
  private final FileChannel in;
  private volatile boolean stopped;

  /**
   * A feeder that is not running yet.
   *
   * @param terminal standard input is one: it is read only while jmpirun is in the foreground
   */
  InputFeeder(int rank, boolean terminal, Consumer<AgentDown> to) {
    this(rank, terminal, new FileInputStream(FileDescriptor.in).getChannel(), to);
  }

  InputFeeder(int rank, boolean terminal, FileChannel in, Consumer<AgentDown> to) {
    this.in = in;
    this.rank = rank;
    this.terminal = terminal;
    this.to = to;
  }

  Thread start() {
    Thread thread =
        new Thread("stdin") {
          @Override
          public void run() {
            feed();
          }
        };
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * Nothing more is read. A thread that was left in a read of standard input would hold up the end
   * of this virtual machine for 300 ms; a channel's reader, unlike a stream's, is woken.
   */
  void close() {
    stopped = true;
    try {
      in.close();
    } catch (IOException e) {
      // Then it ends a little later.
      return;
    }
  }

  /** The rank has taken a chunk, or (−1) takes no more. */
  void onTaken(int bytes) {
    stopped |= bytes < 0;
    room.release();
  }

  private void feed() {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
    try (in) {
      int count;
      do {
        count = read(buffer.clear());
        to.accept(new AgentDown.Input(rank, Arrays.copyOf(buffer.array(), Math.max(0, count))));
        room.acquire();
      } while (count > 0 && !stopped);
    } catch (IOException e) {
      to.accept(new AgentDown.Input(rank, new byte[0]));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Reads; a process in the background leaves its terminal alone. (The start script has SIGTTIN
   * ignored: a read that falls into the background fails instead of stopping jmpirun.)
   */
  private int read(ByteBuffer buffer) throws IOException {
    while (true) {
      while (terminal && !stopped && !isForeground()) {
        LockSupport.parkNanos(LOOK_AGAIN_NS);
      }
      try {
        return in.read(buffer);
      } catch (IOException e) {
        if (!terminal || stopped || isForeground()) {
          throw e;
        }
      }
    }
  }

  private static boolean isForeground() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[2].equals(fields[5]);
    } catch (IOException | IndexOutOfBoundsException e) {
      return true;
    }
  }
}
