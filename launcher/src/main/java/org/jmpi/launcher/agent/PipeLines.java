package org.jmpi.launcher.agent;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jmpi.launcher.wire.FrameDecoder;
import org.jmpi.launcher.wire.MalformedException;
import org.jmpi.launcher.wire.PipeNames;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankUp;

/**
 * Life-lines that are pairs of named pipes in a directory that only this user can enter. A rank
 * opens them as it opens any file: its JVM has to load neither sockets nor, for them, a source of
 * randomness with all security providers, which takes longer than the rest of Init. On Linux;
 * elsewhere {@link LifeLines} does the same with sockets.
 */
final class PipeLines implements RankLines {
  private static final int BATCH = 16;
  private static final int STACK_BYTES = 128 << 10;
  private static final long MAKE_BOUND_S = 10;
  private static final byte[] END = new byte[0];

  private final File directory;
  private final Path mkfifo;
  private final Events events;
  private final Map<Integer, Line> lines = new ConcurrentHashMap<>();
  private List<Integer> asked = List.of();
  private Guard maker;

  private PipeLines(File directory, Path mkfifo, Events events) {
    this.directory = directory;
    this.mkfifo = mkfifo;
    this.events = events;
  }

  /** Pipes below {@code directory}; empty where the system has none that behave as Linux's do. */
  static Optional<PipeLines> open(Path directory, Events events) {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    Optional<Path> mkfifo = HostCommand.onPath("mkfifo", System.getenv("PATH"));
    return mkfifo.isEmpty()
        ? Optional.empty()
        : Optional.of(new PipeLines(directory.toFile(), mkfifo.get(), events));
  }

  /** The names of the pipes of some ranks; somebody else may make them beforehand. */
  static List<String> names(List<Integer> indices) {
    List<String> names = new ArrayList<>();
    for (int index : indices) {
      names.add(PipeNames.up(null, index).getName());
      names.add(PipeNames.down(null, index).getName());
    }
    return names;
  }

  /**
   * The guard was asked to make the pipes of these ranks; whether it has is found out when the
   * first is needed.
   */
  void take(List<Integer> indices, Guard guard) {
    asked = indices;
    maker = guard;
  }

  @Override
  public Path address() {
    return PipeNames.address(directory).toPath();
  }

  /** Makes the pipes of the ranks that probably follow too: one process makes many. */
  @Override
  public void expect(int index) throws IOException {
    adoptFirst();
    Line line = lines.get(index);
    if (line == null) {
      make(index);
      line = lines.get(index);
    }
    Line expected = line;
    daemon(
        "life-line " + index,
        new Runnable() {
          @Override
          public void run() {
            expected.readAll();
          }
        });
  }

  @Override
  public void forget(int index) {
    Line line = lines.get(index);
    if (line != null) {
      line.release();
    }
  }

  @Override
  public void send(int index, byte[] frame) {
    Line line = lines.get(index);
    if (line != null && line.isLetIn) {
      line.queue(frame);
    }
  }

  @Override
  public void close() {
    adoptFirst();
    for (Line line : lines.values()) {
      line.end();
      line.release();
      line.remove();
    }
  }

  private void adoptFirst() {
    if (!asked.isEmpty() && maker.hasMadePipes()) {
      for (int index : asked) {
        lines.put(index, new Line(index));
      }
    }
    asked = List.of();
  }

  private void make(int first) throws IOException {
    List<String> words = new ArrayList<>(List.of(mkfifo.toString(), "-m", "600"));
    List<Line> made = new ArrayList<>();
    for (int index = first; index < first + BATCH; index++) {
      if (!lines.containsKey(index)) {
        Line line = new Line(index);
        made.add(line);
        words.add(line.up.toString());
        words.add(line.down.toString());
      }
    }
    Process process =
        new ProcessBuilder(words)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(MAKE_BOUND_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("cannot make named pipes in " + directory);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    for (Line line : made) {
      lines.put(line.index, line);
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(null, work, name, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  private final class Line implements Consumer<byte[]>, Runnable {
    final int index;
    final File up;
    final File down;
    final File taken;
    final FrameDecoder decoder = new FrameDecoder(RankUp.MAX_HELLO_BYTES);
    final BlockingQueue<byte[]> output = new LinkedBlockingQueue<>();
    volatile boolean isLetIn;
    private final Gate upGate;
    private final Gate downGate;
    private boolean answered;
    private boolean ended;
    private int queuedBytes;

    Line(int index) {
      this.index = index;
      up = PipeNames.up(directory, index);
      down = PipeNames.down(directory, index);
      taken = PipeNames.taken(directory, index);
      upGate = new Gate(up);
      downGate = new Gate(taken);
    }

    synchronized void queue(byte[] frame) {
      queuedBytes += frame.length;
      if (queuedBytes > LifeLines.MAX_QUEUED_BYTES) {
        end();
      } else if (!ended) {
        output.add(frame);
      }
    }

    synchronized void end() {
      if (!ended) {
        ended = true;
        output.clear();
        output.add(END);
      }
    }

    void readAll() {
      if (upGate.enter()) {
        readPipe();
      }
      end();
      if (isLetIn) {
        isLetIn = false;
        events.onClosed(index);
      }
    }

    private void readPipe() {
      byte[] buffer = new byte[16 << 10];
      try (InputStream in = new FileInputStream(up)) {
        upGate.pass();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          decoder.feed(ByteBuffer.wrap(buffer, 0, count), this);
        }
      } catch (IOException | MalformedException e) {
        // A rank that breaks the protocol loses its life-line, and ends when it sees that.
        return;
      }
    }

    /** A frame has come. */
    @Override
    public void accept(byte[] frame) {
      if (isLetIn) {
        events.onFrame(index, frame);
      } else if (!answered) {
        answered = true;
        onHello(frame);
      }
    }

    private void onHello(byte[] frame) {
      if (!(RankUp.decode(frame) instanceof RankUp.Hello hello) || hello.index() != index) {
        throw new MalformedException("a life-line begins without hello");
      }
      String refusal =
          hello.version() == RankUp.VERSION
              ? events.onHello(index)
              : LifeLines.otherVersion(hello.version());
      daemon("to rank " + index, this);
      if (refusal == null) {
        isLetIn = true;
        decoder.allow(FrameDecoder.MAX_FRAME_BYTES);
        events.onFrame(index, frame);
      } else {
        output.add(new RankDown.Refused(refusal).encode());
        output.add(END);
      }
    }

    /** Writes what is queued until the end. */
    @Override
    public void run() {
      if (!downGate.enter()) {
        return;
      }
      try (OutputStream out = new FileOutputStream(taken)) {
        downGate.pass();
        for (byte[] frame = output.take(); frame.length > 0; frame = output.take()) {
          out.write(frame);
          synchronized (this) {
            queuedBytes -= frame.length;
          }
        }
      } catch (IOException e) {
        // The rank has ended; the other pipe tells.
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Whoever waits for the rank to open its ends waits no longer. */
    void release() {
      upGate.release();
      downGate.release();
    }

    void remove() {
      up.delete();
      down.delete();
      taken.delete();
    }
  }

  /**
   * To open one end of a pipe waits until somebody opens the other. When nobody is expected any
   * more, the gate holds both ends open until the thread that waits has passed.
   */
  private static final class Gate {
    private final File pipe;
    private RandomAccessFile bothEnds;
    private boolean entered;
    private boolean passed;
    private boolean released;

    Gate(File pipe) {
      this.pipe = pipe;
    }

    /** Before the pipe is opened; false when nobody will open the other end. */
    synchronized boolean enter() {
      entered = !released;
      return entered;
    }

    /** The pipe is open. */
    synchronized void pass() throws IOException {
      passed = true;
      if (bothEnds != null) {
        bothEnds.close();
      }
    }

    synchronized void release() {
      released = true;
      if (entered && !passed && bothEnds == null && pipe.exists()) {
        try {
          bothEnds = new RandomAccessFile(pipe, "rw");
        } catch (IOException e) {
          // It has been removed: nobody can wait for it.
          return;
        }
      }
    }
  }
}
