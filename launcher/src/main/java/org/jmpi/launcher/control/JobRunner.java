package org.jmpi.launcher.control;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jmpi.job.ProcessId;
import org.jmpi.launcher.agent.Loop;
import org.jmpi.launcher.agent.ProcessSight;
import org.jmpi.launcher.core.JobActions;
import org.jmpi.launcher.core.JobCore;
import org.jmpi.launcher.core.JobPlan;
import org.jmpi.launcher.output.Output;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.MalformedException;
import org.jmpi.launcher.wire.RankDown;

/** Runs one job from its plan to its exit code. */
public final class JobRunner {
  private static final long OUTPUT_BOUND_MS = 1000;
  private static final long LEAVE_BOUND_MS = 2000;
  private static final int EXIT_BROKEN_PIPE = 141;
  private static final int FIRST_RANKS = 64;

  /**
   * What the core need not know.
   *
   * @param plan what is to be run
   * @param agentCommands how to start each agent; empty for the one in this process
   * @param runtime class path of the runtime on this host
   * @param style of the output
   * @param inputRank the rank that gets standard input, or −1
   * @param inputTerminal standard input is a terminal
   * @param verbose agents' commands are told
   */
  public record Request(
      JobPlan plan,
      List<List<String>> agentCommands,
      String runtime,
      Output.Style style,
      int inputRank,
      boolean inputTerminal,
      boolean verbose) {}

  private final Request request;
  private final Output output;
  private final Loop loop;
  private final JobCore core;
  private final List<AgentHandle> agents = new ArrayList<>();

  /** The agent of each process that was started after the first. */
  private final Map<Integer, Integer> agentOfNewcomer = new ConcurrentHashMap<>();

  private final CompletableFuture<Integer> finished = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final ExecutorService authorityThread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "authority");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean interrupted;
  private JobAuthority authority;
  private InputFeeder input;

  /** A job that is not running yet. */
  public JobRunner(Request request) {
    this.request = request;
    output =
        new Output(
            request.style(),
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            new OutputEvents());
    core = new JobCore(System.nanoTime(), request.plan(), new Actions());
    loop = new Loop("job", core::tick, this::onTrouble);
  }

  /** Runs the job; returns its exit code when everything has ended and is written. */
  public int run() {
    Thread hook =
        new Thread("interrupt") {
          @Override
          public void run() {
            onInterrupt();
          }
        };
    Runtime.getRuntime().addShutdownHook(hook);
    startAgents();
    loop.start();
    startInput();
    try {
      int code = finished.get();
      if (input != null) {
        input.close();
      }
      boolean written = output.close(OUTPUT_BOUND_MS);
      long closeNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAVE_BOUND_MS);
      for (AgentHandle agent : agents) {
        long restNs = Math.max(0, closeNs - System.nanoTime());
        agent.close(TimeUnit.NANOSECONDS.toMillis(restNs));
      }
      return code == 0 && !written ? 1 : code;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the job's end was not seen", e);
    } finally {
      closed.complete(null);
      if (interrupted) {
        awaitEnd();
      }
    }
  }

  /**
   * The virtual machine is ending with the signal's exit code; an exit of one's own at the very end
   * of that would win on Java 17.
   */
  private static void awaitEnd() {
    while (true) {
      LockSupport.park();
    }
  }

  private void startAgents() {
    for (int i = 0; i < request.agentCommands().size(); i++) {
      int agentId = i;
      List<String> command = request.agentCommands().get(i);
      if (command.isEmpty()) {
        agents.add(
            new LocalAgent(
                request.runtime(),
                firstRanks(agentId),
                message -> onAgent(agentId, message),
                output));
      } else {
        if (request.verbose()) {
          say(
              "starts the agent on "
                  + request.plan().agents().get(i)
                  + " with: "
                  + String.join(" ", command));
        }
        agents.add(
            new RemoteAgent(
                agentId,
                request.plan().agents().get(i),
                command,
                message -> onAgent(agentId, message),
                reason -> onAgentLost(agentId, reason),
                this::say));
      }
    }
  }

  private List<Integer> firstRanks(int agentId) {
    List<Integer> indices = new ArrayList<>();
    for (int index = 0; index < request.plan().ranks().size(); index++) {
      if (request.plan().ranks().get(index).agentId() == agentId && indices.size() < FIRST_RANKS) {
        indices.add(index);
      }
    }
    return indices;
  }

  private void startInput() {
    int rank = request.inputRank();
    if (rank >= 0) {
      AgentHandle agent = agents.get(request.plan().ranks().get(rank).agentId());
      input = new InputFeeder(rank, request.inputTerminal(), agent::send);
    }
  }

  private void onAgent(int agentId, AgentUp message) {
    if (message instanceof AgentUp.Output out) {
      if (out.bytes().length == 0) {
        output.end(out.index(), out.error());
      } else {
        output.offer(out.index(), out.error(), out.bytes());
      }
      if (request.plan().recovery().on()) {
        loop.post(() -> core.onHeard(agentId));
      }
      return;
    }
    loop.post(
        () -> {
          if (message instanceof AgentUp.InputTaken taken && input != null) {
            input.onTaken(taken.bytes());
          } else if (message instanceof AgentUp.Started started
              && input != null
              && started.index() == request.inputRank()) {
            input.start();
          }
          try {
            core.onAgent(System.nanoTime(), agentId, message);
          } catch (MalformedException e) {
            core.onAgentLost(System.nanoTime(), agentId, e.getMessage());
          }
        });
  }

  private void onAgentLost(int agentId, String reason) {
    loop.post(() -> core.onAgentLost(System.nanoTime(), agentId, reason));
  }

  private void onTrouble(Throwable trouble) {
    StackTraceElement[] trace = trouble.getStackTrace();
    String where = trace.length == 0 ? "" : " at " + trace[0];
    core.onOutsideFailure(System.nanoTime(), 1, "trouble in jmpirun: " + trouble + where);
  }

  /** Ctrl-C or TERM: the virtual machine ends, with the right code, when this returns. */
  private void onInterrupt() {
    // Said first: run() completes closed first and asks second, so one of the two sees the other.
    interrupted = true;
    if (closed.isDone()) {
      return;
    }
    loop.post(() -> core.onOutsideFailure(System.nanoTime(), 1, "interrupted"));
    try {
      long boundNs = request.plan().policy().graceNs() + TimeUnit.SECONDS.toNanos(6);
      closed.get(boundNs, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      System.err.println("jmpirun: the job did not end within the bound; its ranks are killed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(String line) {
    output.say("jmpirun: " + line);
  }

  private final class Actions implements JobActions {
    @Override
    public void send(int agentId, AgentDown message) {
      if (message instanceof AgentDown.Start start
          && start.rank().index() >= request.plan().ranks().size()) {
        agentOfNewcomer.put(start.rank().index(), agentId);
      }
      agents.get(agentId).send(message);
    }

    @Override
    public String identity() {
      return ProcessSight.ownIdentity();
    }

    @Override
    public boolean runs(String identity) {
      return ProcessSight.ofIdentity(identity).map(ProcessSight::runs).orElse(false);
    }

    @Override
    public void kill(String identity) {
      ProcessSight.kill(identity);
    }

    @Override
    public void say(String line) {
      JobRunner.this.say(line);
    }

    @Override
    public void makeCredentials(ProcessId id) {
      authorityThread.execute(
          () -> {
            RankDown answer = issue(id);
            loop.post(() -> core.onCredentials(id.index(), answer));
          });
    }

    private RankDown issue(ProcessId id) {
      try {
        if (authority == null) {
          authority = new JobAuthority(request.plan().jobId());
        }
        return authority.issue(id);
      } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
        return new RankDown.CredentialsMissing(e.toString());
      }
    }

    @Override
    public void groupOutput() {
      output.group();
    }

    @Override
    public void releaseOutput() {
      output.release();
    }

    @Override
    public void finished(int exitCode) {
      finished.complete(exitCode);
    }
  }

  private final class OutputEvents implements Output.Listener {
    @Override
    public void onConsoleBroken(String reason) {
      int code = reason.endsWith("Broken pipe") ? EXIT_BROKEN_PIPE : 1;
      loop.post(() -> core.onOutsideFailure(System.nanoTime(), code, reason));
    }

    @Override
    public void onFilesBroken(String reason) {
      say(reason + "; the job goes on without these files");
    }

    @Override
    public void onWritten(int rank, boolean error, int bytes) {
      if (rank >= 0) {
        List<JobPlan.Placed> first = request.plan().ranks();
        int agentId = rank < first.size() ? first.get(rank).agentId() : agentOfNewcomer.get(rank);
        if (!request.agentCommands().get(agentId).isEmpty()) {
          agents.get(agentId).send(new AgentDown.OutputTaken(rank, error, bytes));
        }
      }
    }
  }
}
