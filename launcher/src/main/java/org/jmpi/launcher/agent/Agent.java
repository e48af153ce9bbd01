package org.jmpi.launcher.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jmpi.job.JobProvider;
import org.jmpi.launcher.archive.ClassArchives;
import org.jmpi.launcher.core.AgentActions;
import org.jmpi.launcher.core.AgentCore;
import org.jmpi.launcher.output.OutputSink;
import org.jmpi.launcher.rank.LaunchedJobProvider;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.RankStart;
import org.jmpi.launcher.wire.RankUp;

/** Starts, feeds, hears and ends the ranks of one host; drives {@link AgentCore}. */
public final class Agent {
  private static final long HELLO_BOUND_S = 10;

  private final Consumer<AgentUp> up;
  private final OutputSink output;
  private final Runnable onLeft;
  private final HostCommand hostCommand;
  private final AgentCore core = new AgentCore(new Actions());
  private final Loop loop;
  private final Map<Integer, Process> processes = new ConcurrentHashMap<>();
  private final Map<Integer, BlockingQueue<byte[]>> inputs = new ConcurrentHashMap<>();
  private final List<Integer> expected;
  private final boolean unixSockets;
  private volatile boolean cutOff;
  private Path directory;
  private HostFolder folder;
  private Guard guard;
  private RankLines lifeLines;
  private DatagramRelay relay;

  /**
   * An agent that is not running yet.
   *
   * @param runtime class path of the runtime that ranks get
   * @param expected indices of ranks that will be started here first, as far as is known
   * @param unixSockets use pipes or Unix-domain sockets for life-lines where the system has them
   * @param up where messages to {@code jmpirun} go
   * @param output where the output of ranks goes
   * @param onLeft called when all is done
   */
  public Agent(
      String runtime,
      List<Integer> expected,
      boolean unixSockets,
      Consumer<AgentUp> up,
      OutputSink output,
      Runnable onLeft) {
    this.expected = expected;
    this.up = up;
    this.output = output;
    this.onLeft = onLeft;
    this.unixSockets = unixSockets;
    hostCommand =
        new HostCommand(
            Path.of(System.getProperty("java.home")), runtime, ClassArchives.named(runtime));
    loop =
        new Loop(
            "agent",
            core::tick,
            trouble -> up.accept(new AgentUp.Note("trouble in the agent: " + trouble)));
  }

  /** Starts the agent's thread, which says {@link AgentUp.Ready} when it can start ranks. */
  public void start() {
    loop.start();
    loop.post(this::open);
  }

  /** A message from {@code jmpirun}. */
  public void command(AgentDown command) {
    loop.post(() -> core.onCommand(System.nanoTime(), command));
  }

  /** {@code jmpirun} is gone: everything is killed. */
  public void channelLost() {
    loop.post(() -> core.onChannelLost(System.nanoTime()));
  }

  /** Whether it ends because the job goes on, or may go on, without it. */
  public boolean isCutOff() {
    return cutOff;
  }

  private void open() {
    try {
      directory = Guard.privateDirectory();
      RankLines.Events heard = new LifeLineEvents();
      Optional<PipeLines> pipes = unixSockets ? PipeLines.open(directory, heard) : Optional.empty();
      HostFolder.Place place = HostFolder.Place.choose();
      // First, since it goes on while this thread makes the rest.
      guard =
          new Guard(
              directory, pipes.isPresent() ? PipeLines.names(expected) : List.of(), place.paths());
      folder = openFolder(place);
      if (pipes.isPresent()) {
        pipes.get().take(expected, guard);
        lifeLines = pipes.get();
      } else {
        lifeLines = new LifeLines(directory, unixSockets, heard);
      }
      up.accept(new AgentUp.Ready(RankUp.VERSION, HostName.get(), ProcessHandle.current().pid()));
    } catch (IOException e) {
      up.accept(new AgentUp.Note("the agent cannot make its private directory or socket: " + e));
      onLeft.run();
    }
  }

  /** Without one, ranks talk over the network. */
  private HostFolder openFolder(HostFolder.Place place) {
    try {
      return HostFolder.open(place, directory);
    } catch (IOException e) {
      up.accept(new AgentUp.Note("ranks here share no memory: cannot make a folder for it: " + e));
      return null;
    }
  }

  // Classes and not lambdas in all that the news of a death pass: a virtual machine takes several
  // tenths of a millisecond to link a lambda.

  /** Process.onExit() would go through the common pool, whose threads may have to be made first. */
  private void awaitExit(int index, Process process) {
    try {
      process.waitFor();
      onProcessExit(index, process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void onProcessExit(int index, Process process) {
    loop.post(
        new Runnable() {
          @Override
          public void run() {
            lifeLines.forget(index);
            core.onExited(System.nanoTime(), index, process.exitValue());
            guard.drop(process);
          }
        });
  }

  private void pump(InputStream from, int index, boolean error) {
    byte[] buffer = new byte[AgentDown.MAX_CHUNK_BYTES];
    try (from) {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        output.write(index, error, buffer, count);
      }
    } catch (IOException e) {
      // The pipe was closed under the reader because the process has ended: the same as its end.
      output.end(index, error);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    output.end(index, error);
  }

  private void feed(OutputStream to, int index, BlockingQueue<byte[]> chunks) {
    try (to) {
      for (byte[] chunk = chunks.take(); chunk.length > 0; chunk = chunks.take()) {
        to.write(chunk);
        to.flush();
        up.accept(new AgentUp.InputTaken(index, chunk.length));
      }
    } catch (IOException e) {
      up.accept(new AgentUp.InputTaken(index, -1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(null, work, name, 128 << 10);
    thread.setDaemon(true);
    thread.start();
  }

  private final class Pump implements Runnable {
    private final InputStream from;
    private final int index;
    private final boolean error;

    Pump(InputStream from, int index, boolean error) {
      this.from = from;
      this.index = index;
      this.error = error;
    }

    @Override
    public void run() {
      pump(from, index, error);
      loop.post(
          new Runnable() {
            @Override
            public void run() {
              core.onOutputEnded(System.nanoTime(), index);
            }
          });
    }
  }

  private final class LifeLineEvents implements RankLines.Events {
    @Override
    public String onHello(int index) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      loop.post(
          () -> {
            String refusal = core.onConnected(index);
            answer.complete(refusal == null ? "" : refusal);
          });
      try {
        String refusal = answer.get(HELLO_BOUND_S, TimeUnit.SECONDS);
        return refusal.isEmpty() ? null : refusal;
      } catch (ExecutionException | TimeoutException e) {
        return "the agent did not answer within " + HELLO_BOUND_S + " s";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "the agent is ending";
      }
    }

    @Override
    public void onFrame(int index, byte[] frame) {
      loop.post(
          new Runnable() {
            @Override
            public void run() {
              core.onRankFrame(index, frame);
            }
          });
    }

    @Override
    public void onClosed(int index) {
      loop.post(
          new Runnable() {
            @Override
            public void run() {
              core.onDisconnected(System.nanoTime(), index);
            }
          });
    }
  }

  private final class Actions implements AgentActions {
    @Override
    public void sendUp(AgentUp message) {
      up.accept(message);
    }

    /** Runs on the agent's thread: the kernel binds the child's life to it. */
    @Override
    public void start(RankStart rank) {
      int index = rank.index();
      try {
        ProcessBuilder builder = new ProcessBuilder();
        Map<String, String> environment = builder.environment();
        environment.putAll(rank.environment());
        environment.put(JobProvider.FIRST, LaunchedJobProvider.class.getName());
        environment.put("JMPI_JOB", lifeLines.address() + "#" + index);
        if (folder != null) {
          environment.put(
              LaunchedJobProvider.FOLDER, folder.shared().nonce() + ":" + folder.path());
        }
        List<String> words = hostCommand.resolve(rank, environment);
        lifeLines.expect(index);
        builder.command(guard.wrap(words)).directory(new File(rank.directory()));
        if (!rank.wantsInput()) {
          builder.redirectInput(Redirect.from(nothing()));
        }
        Process process = builder.start();
        guard.add(process);
        processes.put(index, process);
        core.onOutputsOpened(index, 2);
        daemon("out " + index, new Pump(process.getInputStream(), index, false));
        daemon("err " + index, new Pump(process.getErrorStream(), index, true));
        if (rank.wantsInput()) {
          BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
          inputs.put(index, chunks);
          daemon("in " + index, () -> feed(process.getOutputStream(), index, chunks));
        }
        core.onStarted(index, process.pid());
        daemon(
            "exit " + index,
            new Runnable() {
              @Override
              public void run() {
                awaitExit(index, process);
              }
            });
      } catch (IOException | IllegalArgumentException e) {
        output.end(index, false);
        output.end(index, true);
        loop.post(() -> core.onStartFailed(System.nanoTime(), index, e.getMessage()));
      }
    }

    @Override
    public void signal(int index, String signal) {
      Process process = processes.get(index);
      if (process != null) {
        guard.signal(process, signal);
      }
    }

    @Override
    public void dumpThreads(int index) {
      Process process = processes.get(index);
      if (process != null) {
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
            .filter(Actions::isJava)
            .forEach(jvm -> guard.signalPid(jvm.pid(), "QUIT"));
      }
    }

    /** A program that is no JVM would die of the signal. */
    private static boolean isJava(ProcessHandle process) {
      String command = process.info().command().orElse("");
      return Path.of(command).endsWith("java");
    }

    @Override
    public void sendToRank(int index, byte[] frame) {
      lifeLines.send(index, frame);
    }

    @Override
    public void input(int index, byte[] bytes) {
      BlockingQueue<byte[]> chunks = inputs.get(index);
      if (chunks != null) {
        chunks.add(bytes);
      }
    }

    @Override
    public void outputTaken(int index, boolean error, int bytes) {
      output.taken(index, error, bytes);
    }

    @Override
    public Sight look(int index, long joinedPid) {
      Process process = processes.get(index);
      if (process == null) {
        return null;
      }
      long pid = process.pid();
      Optional<ProcessSight> started = ProcessSight.of(pid).filter(ProcessSight::isAlive);
      Optional<ProcessSight> joined =
          joinedPid == 0 || joinedPid == pid
              ? Optional.empty()
              // In a container of its own it has another number there, which means nothing here.
              : ProcessSight.of(joinedPid).filter(s -> s.isAlive() && s.group() == pid);
      if (started.isEmpty() && joined.isEmpty()) {
        return null;
      }
      return new Sight(
          Stream.of(started, joined).flatMap(Optional::stream).anyMatch(ProcessSight::isStopped),
          Stream.of(started, joined)
              .flatMap(Optional::stream)
              .mapToLong(ProcessSight::cpuTicks)
              .sum());
    }

    @Override
    public Map<Long, ThreadSight> threads(int index, long joinedPid) {
      Process process = processes.get(index);
      Map<Long, ThreadSight> threads = new HashMap<>();
      if (process != null) {
        add(threads, process.pid());
        if (joinedPid != 0
            && ProcessSight.of(joinedPid).filter(s -> s.group() == process.pid()).isPresent()) {
          add(threads, joinedPid);
        }
      }
      return threads;
    }

    private static void add(Map<Long, ThreadSight> threads, long pid) {
      ProcessSight.threadsOf(pid)
          .forEach(
              (number, sight) ->
                  threads.put(number, new ThreadSight(sight.isReady(), sight.cpuTicks())));
    }

    @Override
    public boolean canLook() {
      return ProcessSight.isPossible();
    }

    @Override
    public String identity() {
      return ProcessSight.ownIdentity();
    }

    @Override
    public boolean exists(String identity) {
      return ProcessSight.ofIdentity(identity).isPresent();
    }

    @Override
    public void openRelay(AgentDown.OpenRelay order) {
      try {
        if (relay == null) {
          relay = new DatagramRelay();
        }
        up.accept(relay.open(order));
      } catch (IOException e) {
        up.accept(new AgentUp.RelayOpened(order.id(), List.of(), List.of()));
      }
    }

    @Override
    public void closeRelay(int id) {
      if (relay != null) {
        relay.close(id);
      }
    }

    @Override
    public void cutOff(String reason) {
      cutOff = true;
      System.err.println("jmpi agent: " + reason + "; its ranks are killed and it ends");
    }

    @Override
    public void leave() {
      lifeLines.close();
      try {
        if (relay != null) {
          relay.close();
        }
        if (folder != null) {
          folder.close();
        }
        Files.deleteIfExists(lifeLines.address());
        Files.deleteIfExists(directory);
      } catch (IOException e) {
        up.accept(new AgentUp.Note("cannot remove what the job has left: " + e));
      } finally {
        // The last: it removes what is left here when this process dies before it has done so.
        guard.close();
      }
      onLeft.run();
    }

    private static File nothing() {
      return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    }
  }
}
