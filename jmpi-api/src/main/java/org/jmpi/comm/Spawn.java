package org.jmpi.comm;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Processes that a running program starts (MPI-4.1 §11.8), in a world of their own, and the
 * intercommunicator with them. The root has them started and invited by the job; when all have
 * reached MPI.Init it tells its group who they are. Nobody waits for the other side after that: a
 * message for a communicator that is not there yet is kept.
 */
public final class Spawn {
  /** How long a process that was spawned waits for word of those that have done it. */
  static final long PARENT_BOUND_NS = TimeUnit.SECONDS.toNanos(120);

  private static final int HEADER = 3;
  private static final int MAX_CHILDREN = 1 << 24;

  private Spawn() {}

  /**
   * What is to be started.
   *
   * @param command a main class, {@code java}, or another program
   * @param arguments its arguments
   * @param count how many processes of it
   * @param host where; empty: the job chooses
   * @param directory to start in; empty: that of the job
   */
  public record Program(
      String command, List<String> arguments, int count, String host, String directory) {
    /** Copies the list. */
    public Program {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * Starts all of these processes, or none. Collective over {@code c}.
   *
   * @param programs asked for at the root only
   * @return an intercommunicator; its remote group is the new MPI_COMM_WORLD
   * @throws EngineException SPAWN at all members when they could not be started; the root's says
   *     why, or is what {@code programs} has thrown; PROC_FAILED, as from any collective, when a
   *     member of {@code c} dies, at the root with the new communicator revoked
   */
  public static Communicator start(Communicator c, Supplier<List<Program>> programs, int root) {
    long[] header = new long[HEADER];
    EngineException failure = null;
    if (c.rank() == root) {
      try {
        header[0] = c.newContextId();
        int[] children = start(c, programs.get(), header[0]);
        header[1] = children[0];
        header[2] = children.length;
      } catch (EngineException e) {
        failure = e;
      }
    }
    try {
      c.collective(() -> c.collectives().startBcastLongs(header, root));
    } catch (EngineException e) {
      if (c.rank() == root && header[2] > 0 && c.repair().isSupported()) {
        // The children believe in it, and would wait for those that have raised.
        open(c, header).repair().revoke();
      }
      throw e;
    }
    if (failure != null) {
      throw failure;
    }
    if (header[1] <= 0 || header[2] <= 0 || header[1] + header[2] > MAX_CHILDREN) {
      throw new EngineException(
          ErrorClass.SPAWN,
          "the processes could not be started; the error at the root, rank " + root + ", says why");
    }
    return open(c, header);
  }

  private static Communicator open(Communicator c, long[] header) {
    int first = (int) header[1];
    int[] children = IntStream.range(first, first + (int) header[2]).toArray();
    c.process().recruiter().awaitKnown(children);
    return c.open(header[0], c.group(), ProcessGroup.of(children), "");
  }

  private static int[] start(Communicator c, List<Program> programs, long contextId) {
    Recruiter recruiter = c.process().recruiter();
    if (recruiter == null) {
      throw new EngineException(
          ErrorClass.SPAWN,
          "this job can start no processes: start it with jmpirun --spawn N, which allows N more");
    }
    return recruiter.spawn(programs, contextId, c.group().processes());
  }

  /**
   * The intercommunicator with those that have spawned this process and its world; to be called
   * once. Waits for their word, which follows when all of the world have reached MPI.Init.
   *
   * @return null when nobody has
   * @throws EngineException OTHER when there is no word within the bound
   */
  public static Communicator parent(Communicator world) {
    Recruiter recruiter = world.process().recruiter();
    if (recruiter == null || !recruiter.isSpawned()) {
      return null;
    }
    long deadlineNs = System.nanoTime() + PARENT_BOUND_NS;
    world.progress().enter();
    try {
      world
          .progress()
          .awaitUntil(() -> recruiter.hasInvitation() || System.nanoTime() - deadlineNs > 0);
    } finally {
      world.progress().exit();
    }
    Recruiter.Invitation invitation = recruiter.takeInvitation();
    if (invitation == null) {
      throw new EngineException(
          ErrorClass.OTHER,
          "this process was spawned, but has heard nothing of those that have done it within "
              + TimeUnit.NANOSECONDS.toSeconds(PARENT_BOUND_NS)
              + " s");
    }
    recruiter.awaitKnown(invitation.members());
    return world.open(
        invitation.contextId(), world.group(), ProcessGroup.of(invitation.members()), "");
  }
}
