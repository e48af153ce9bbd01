package org.jmpi.launcher.rank;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.job.Newcomers;
import org.jmpi.job.ProcessInfo;
import org.jmpi.job.Program;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankUp;

/** Processes that {@code jmpirun} starts while the job runs, as this process sees them. */
final class LaunchedNewcomers implements Newcomers {
  /** How a job waits for an answer: with a bound, for something that has a name. */
  interface Wait {
    /** The answer; throws EngineException when it does not come. */
    <T> T forAnswer(CompletableFuture<T> answer, long timeoutNs, String what);
  }

  private final int most;
  private final int beside;
  private final boolean isNewcomer;
  private final boolean isSpawned;
  private final Function<Integer, ProcessInfo> known;
  private final Consumer<RankUp> send;
  private final Wait wait;
  private int lastRequest;
  private CompletableFuture<RankDown.Respawned> answer;
  private CompletableFuture<RankDown.Spawned> spawned;
  private RankDown.Invited invitation;

  /**
   * Nothing has happened yet.
   *
   * @param most process indices are below
   * @param beside how many processes the agent has
   * @param known what the job knows of a process; null when it does not know it
   */
  LaunchedNewcomers(
      int most,
      int beside,
      boolean isNewcomer,
      boolean isSpawned,
      Function<Integer, ProcessInfo> known,
      Consumer<RankUp> send,
      Wait wait) {
    this.most = most;
    this.beside = beside;
    this.isNewcomer = isNewcomer;
    this.isSpawned = isSpawned;
    this.known = known;
    this.send = send;
    this.wait = wait;
  }

  @Override
  public int mostProcesses() {
    return most;
  }

  @Override
  public int beside() {
    return beside;
  }

  @Override
  public boolean isNewcomer() {
    return isNewcomer;
  }

  @Override
  public List<Integer> start(
      List<Integer> dead, long contextId, List<Integer> members, long timeoutNs) {
    CompletableFuture<RankDown.Respawned> mine = new CompletableFuture<>();
    int request;
    synchronized (this) {
      request = ++lastRequest;
      answer = mine;
    }
    send.accept(new RankUp.Respawn(request, contextId, dead, members));
    return wait.forAnswer(mine, timeoutNs, "processes in the place of " + dead).newcomers();
  }

  @Override
  public List<Integer> spawn(
      List<Program> programs, long contextId, List<Integer> members, long timeoutNs) {
    CompletableFuture<RankDown.Spawned> mine = new CompletableFuture<>();
    int request;
    synchronized (this) {
      request = ++lastRequest;
      spawned = mine;
    }
    send.accept(new RankUp.Spawn(request, contextId, programs, members));
    RankDown.Spawned got = wait.forAnswer(mine, timeoutNs, "the processes that are spawned");
    if (got.count() == 0) {
      throw new EngineException(ErrorClass.SPAWN, "nothing was started: " + got.reason());
    }
    return IntStream.range(got.first(), got.first() + got.count()).boxed().toList();
  }

  @Override
  public boolean isSpawned() {
    return isSpawned;
  }

  @Override
  public synchronized void awaitKnown(List<Integer> processes, long timeoutNs) {
    long deadlineNs = System.nanoTime() + timeoutNs;
    for (int process : processes) {
      while (known.apply(process) == null) {
        long leftNs = deadlineNs - System.nanoTime();
        if (leftNs <= 0) {
          throw new EngineException(
              ErrorClass.OTHER,
              "waited "
                  + TimeUnit.NANOSECONDS.toMillis(timeoutNs)
                  + " ms for word of process "
                  + process);
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(this, leftNs);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new EngineException(
              ErrorClass.OTHER, "interrupted while waiting for word of process " + process, e);
        }
      }
    }
  }

  @Override
  public synchronized boolean hasInvitation() {
    return invitation != null;
  }

  @Override
  public synchronized Invitation takeInvitation() {
    RankDown.Invited taken = invitation;
    invitation = null;
    return taken == null ? null : new Invitation(taken.contextId(), taken.members());
  }

  @Override
  public void takenIn() {
    send.accept(new RankUp.TakenIn());
  }

  /** The table has grown. */
  synchronized void onJoined() {
    notifyAll();
  }

  synchronized void onRespawned(RankDown.Respawned message) {
    if (message.request() == lastRequest && answer != null) {
      answer.complete(message);
    }
  }

  synchronized void onSpawned(RankDown.Spawned message) {
    if (message.request() == lastRequest && spawned != null) {
      spawned.complete(message);
    }
  }

  synchronized void onInvited(RankDown.Invited message) {
    invitation = message;
  }
}
