package org.jmpi.launcher.output;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Writes what the ranks print: one thread, so that a slow terminal slows the ranks that print (each
 * may have {@link #ROOM_BYTES} under way) and nothing else.
 */
public final class Output implements OutputSink {
  private static final int OWN = -1;

  static final int ROOM_BYTES = 256 << 10;
  static final int HELD_ROOM_BYTES = 16 << 20;

  /**
   * How output looks and where it goes.
   *
   * @param tag lines begin with the rank
   * @param timestamp lines begin with the time
   * @param terminal somebody watches
   * @param directory gets a file per rank too; may be null
   * @param ranks how many there are
   */
  public record Style(
      boolean tag, boolean timestamp, boolean terminal, Path directory, int ranks) {}

  private final Style style;
  private final Console out;
  private final Console error;
  private final Listener listener;
  private final LineMux mux;
  private DateTimeFormatter clock;
  private final Map<Integer, OutputStream> files = new HashMap<>();
  private final Thread writer =
      new Thread("output") {
        @Override
        public void run() {
          writeAll();
        }
      };
  private boolean held;
  private boolean closing;
  private boolean tagged;
  private boolean filesBroken;
  private boolean lastWasError;

  /** Hears what became of the output. */
  public interface Listener {
    /** The console takes no more; told once of each stream. */
    void onConsoleBroken(String reason);

    /** The files take no more; told once. */
    void onFilesBroken(String reason);

    /** So many bytes of a rank were written. */
    void onWritten(int rank, boolean error, int bytes);
  }

  /** Writes to the two streams. */
  public Output(Style style, OutputStream out, OutputStream error, Listener listener) {
    this.style = style;
    this.out = new Console("output", out);
    this.error = new Console("error", error);
    this.listener = listener;
    this.tagged = style.tag();
    mux = new LineMux(style.terminal(), style.terminal() || style.directory() != null);
    writer.setDaemon(true);
    writer.start();
  }

  @Override
  public synchronized void write(int rank, boolean isError, byte[] bytes, int lengthBytes)
      throws InterruptedException {
    while (mux.pendingBytes(rank, isError) > (held ? HELD_ROOM_BYTES : ROOM_BYTES) && !closing) {
      wait();
    }
    mux.offer(System.nanoTime(), rank, isError, bytes, lengthBytes);
    notifyAll();
  }

  @Override
  public synchronized void end(int rank, boolean isError) {
    mux.end(rank, isError);
    notifyAll();
  }

  @Override
  public void taken(int rank, boolean isError, int bytes) {
    // Here everything is local: what was written has left.
  }

  /** As {@link #write}, but never waits: the sender keeps within a bound of its own. */
  public synchronized void offer(int rank, boolean isError, byte[] bytes) {
    mux.offer(System.nanoTime(), rank, isError, bytes, bytes.length);
    notifyAll();
  }

  /** A line of jmpirun's own on standard error, between the lines of the ranks. */
  public void say(String line) {
    offer(OWN, true, (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Keeps output back, to be printed rank by rank. */
  public synchronized void group() {
    held = true;
    mux.hold(true);
  }

  /** Prints what was kept back, with tags so that it can be told apart. */
  public synchronized void release() {
    tagged = true;
    held = false;
    mux.hold(false);
    notifyAll();
  }

  /**
   * Waits at most {@code boundMs} for the streams to end, then writes what is there and stops.
   *
   * @return whether all that was asked for could be written
   */
  public boolean close(long boundMs) {
    try {
      synchronized (this) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(boundMs);
        end(OWN, true);
        while (!mux.isDone() && System.nanoTime() < deadlineNs) {
          TimeUnit.NANOSECONDS.timedWait(this, deadlineNs - System.nanoTime());
        }
        closing = true;
        mux.endAll();
        notifyAll();
      }
      writer.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !filesBroken && !out.broken && !error.broken;
  }

  private void writeAll() {
    try {
      boolean more = true;
      while (more) {
        more = step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeFiles();
  }

  private boolean step() throws InterruptedException {
    Batch batch = new Batch();
    synchronized (this) {
      long nextNs = mux.drain(System.nanoTime(), batch);
      while (batch.isEmpty() && !closing) {
        if (nextNs == LineMux.NEVER) {
          wait();
        } else {
          TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, nextNs - System.nanoTime()));
        }
        nextNs = mux.drain(System.nanoTime(), batch);
      }
      notifyAll();
    }
    batch.write();
    flush();
    return !batch.isEmpty();
  }

  private void flush() {
    out.flush();
    error.flush();
    try {
      for (OutputStream file : files.values()) {
        file.flush();
      }
    } catch (IOException e) {
      fileTrouble(e);
    }
  }

  /** Standard output or error; once it is broken, what is written to it is dropped. */
  private final class Console {
    private final String name;
    private final OutputStream stream;
    private volatile boolean broken;

    Console(String name, OutputStream stream) {
      this.name = name;
      this.stream = new BufferedOutputStream(stream, LineMux.LONG_LINE_BYTES);
    }

    void write(Piece piece, byte[] prefix) {
      try {
        if (!broken) {
          piece.writeTo(stream, prefix);
        }
      } catch (IOException e) {
        onTrouble(e);
      }
    }

    void flush() {
      try {
        if (!broken) {
          stream.flush();
        }
      } catch (IOException e) {
        onTrouble(e);
      }
    }

    private void onTrouble(IOException e) {
      broken = true;
      listener.onConsoleBroken("cannot write to standard " + name + ": " + e.getMessage());
    }
  }

  private void fileTrouble(IOException e) {
    if (!filesBroken) {
      filesBroken = true;
      listener.onFilesBroken(
          "cannot write to --output-dir " + style.directory() + ": " + e.getMessage());
    }
  }

  private OutputStream file(int rank) throws IOException {
    OutputStream file = files.get(rank);
    if (file == null) {
      file = new BufferedOutputStream(Files.newOutputStream(fileOf(style, rank)));
      files.put(rank, file);
    }
    return file;
  }

  /**
   * The file that gets the output of a rank: {@code rank-NN.txt}, as many digits as the last rank
   * has.
   */
  public static Path fileOf(Style style, int rank) {
    int digits = Integer.toString(Math.max(0, style.ranks() - 1)).length();
    return style
        .directory()
        .resolve(String.format(Locale.ROOT, "rank-%0" + digits + "d.txt", rank));
  }

  /** Most jobs need none, and it takes 5 ms to load. */
  private DateTimeFormatter clock() {
    if (clock == null) {
      clock = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS ");
    }
    return clock;
  }

  private void closeFiles() {
    for (OutputStream file : files.values()) {
      try {
        file.close();
      } catch (IOException e) {
        fileTrouble(e);
      }
    }
  }

  /** Pieces that were decided under the lock and are written outside it. */
  private final class Batch implements LineMux.Target {
    private final List<Piece> pieces = new ArrayList<>();

    boolean isEmpty() {
      return pieces.isEmpty();
    }

    @Override
    public void piece(
        int rank, boolean isError, byte[] bytes, int offset, int lengthBytes, boolean startsLine) {
      byte[] copy = Arrays.copyOfRange(bytes, offset, offset + lengthBytes);
      pieces.add(new Piece(rank, isError, copy, startsLine, tagged));
    }

    void write() {
      for (Piece piece : pieces) {
        if (piece.isError != lastWasError) {
          (lastWasError ? error : out).flush();
          lastWasError = piece.isError;
        }
        (piece.isError ? error : out).write(piece, prefix(piece.rank, piece.tag));
        if (style.directory() != null && !filesBroken && piece.rank != OWN) {
          try {
            piece.writeTo(file(piece.rank), prefix(piece.rank, false));
          } catch (IOException e) {
            fileTrouble(e);
          }
        }
        listener.onWritten(piece.rank, piece.isError, piece.bytes.length);
      }
    }

    private byte[] prefix(int rank, boolean tag) {
      if (rank == OWN) {
        return new byte[0];
      }
      String time = style.timestamp() ? LocalDateTime.now().format(clock()) : "";
      return (time + (tag ? "[" + rank + "] " : "")).getBytes(StandardCharsets.UTF_8);
    }
  }

  private record Piece(int rank, boolean isError, byte[] bytes, boolean startsLine, boolean tag) {
    void writeTo(OutputStream target, byte[] prefix) throws IOException {
      if (prefix.length == 0) {
        target.write(bytes);
        return;
      }
      boolean atStart = startsLine;
      int from = 0;
      while (from < bytes.length) {
        int to = from;
        while (to < bytes.length && bytes[to] != '\n') {
          to++;
        }
        to = Math.min(bytes.length, to + 1);
        if (atStart) {
          target.write(prefix);
        }
        target.write(bytes, from, to - from);
        atStart = true;
        from = to;
      }
    }
  }
}
