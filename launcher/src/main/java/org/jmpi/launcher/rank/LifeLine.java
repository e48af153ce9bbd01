package org.jmpi.launcher.rank;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jmpi.launcher.wire.FrameDecoder;
import org.jmpi.launcher.wire.MalformedException;
import org.jmpi.launcher.wire.PipeNames;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankUp;

/** The connection to the agent: while it lives, the rank may live. */
abstract class LifeLine {
  private static final int PID_BYTES = 32;
  private static final int READER_LEAVES_MS = 200;

  private volatile boolean leaving;

  /**
   * Connects and says hello.
   *
   * @param address the agent's pipes ({@code .pipes}), its socket ({@code .sock}) or the file with
   *     its port and token ({@code .tcp})
   */
  static LifeLine connect(Path address, int index) throws IOException {
    return address.toString().endsWith(PipeNames.SUFFIX)
        ? PipeLine.connect(address.toFile().getParentFile(), index)
        : SocketLine.connect(address, index);
  }

  /** Writes all of it. */
  abstract void write(byte[] frame) throws IOException;

  /** Waits for bytes; returns how many came, or −1 at the end. One thread reads. */
  abstract int read(byte[] buffer) throws IOException;

  /** Ends a {@link #read(byte[])} that waits, with an exception or as if nothing more came. */
  abstract void endReading() throws IOException;

  /** Sends a message whole. */
  final synchronized void send(RankUp message) throws IOException {
    write(message.encode());
  }

  /** The first message. */
  final void sendHello(int index, byte[] token) throws IOException {
    send(new RankUp.Hello(RankUp.VERSION, index, pid(), token));
  }

  /**
   * Starts a thread that hands over what comes in, then calls {@code onEnd} with the reason, once;
   * not when this process has begun to end by then.
   */
  final void read(Consumer<RankDown> onMessage, Consumer<String> onEnd) {
    Thread thread =
        new Thread("jmpi-life-line") {
          @Override
          public void run() {
            readUntilEnd(onMessage, onEnd);
          }
        };
    thread.setDaemon(true);
    thread.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread("jmpi-leave") {
              @Override
              public void run() {
                leave(thread);
              }
            });
  }

  private void readUntilEnd(Consumer<RankDown> onMessage, Consumer<String> onEnd) {
    String reason = readAll(onMessage);
    if (!leaving) {
      onEnd.accept(reason);
    }
  }

  /**
   * A Java VM that ends waits 300 ms for threads that are in a system call (HotSpot,
   * VM_Exit::wait_for_threads_in_native_to_block): so none is left there.
   */
  private void leave(Thread reader) {
    leaving = true;
    try {
      endReading();
      reader.join(READER_LEAVES_MS);
    } catch (IOException e) {
      // Then this process ends a little later.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String readAll(Consumer<RankDown> onMessage) {
    FrameDecoder decoder = new FrameDecoder(FrameDecoder.MAX_FRAME_BYTES);
    Consumer<byte[]> frames =
        new Consumer<>() {
          @Override
          public void accept(byte[] frame) {
            onMessage.accept(RankDown.decode(frame));
          }
        };
    byte[] buffer = new byte[16 << 10];
    try {
      for (int count = read(buffer); count >= 0; count = read(buffer)) {
        decoder.feed(ByteBuffer.wrap(buffer, 0, count), frames);
      }
      return "the agent has closed the life-line";
    } catch (IOException | MalformedException e) {
      return "the life-line broke: " + e.getMessage();
    }
  }

  /** Where the kernel tells it, without the process API and its threads. */
  private static long pid() {
    byte[] line = new byte[PID_BYTES];
    try (InputStream in = new FileInputStream("/proc/self/stat")) {
      int count = in.read(line);
      String text = new String(line, 0, Math.max(0, count), StandardCharsets.US_ASCII);
      return Long.parseLong(text.substring(0, text.indexOf(' ')));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return ProcessHandle.current().pid();
    }
  }
}
