package org.jmpi.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jmpi.comm.Recruiter;
import org.jmpi.comm.Spawn;
import org.jmpi.job.Newcomers;
import org.jmpi.job.Program;

/** What the job does for {@link org.jmpi.comm.Respawn} and {@link Spawn}. */
final class JobRecruiter implements Recruiter {
  /** The job has a shorter bound of its own, after which it answers with those that have come. */
  private static final long START_BOUND_NS = TimeUnit.SECONDS.toNanos(60);

  private static final long SPAWN_BOUND_NS = TimeUnit.SECONDS.toNanos(90);

  /** From the word of one process of the job to that of the job itself. */
  private static final long KNOWN_BOUND_NS = TimeUnit.SECONDS.toNanos(30);

  private final Newcomers newcomers;

  JobRecruiter(Newcomers newcomers) {
    this.newcomers = newcomers;
  }

  @Override
  public boolean isNewcomer() {
    return newcomers.isNewcomer();
  }

  @Override
  public int[] start(int[] dead, long contextId, int[] members) {
    return newcomers.start(list(dead), contextId, list(members), START_BOUND_NS).stream()
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @Override
  public int[] spawn(List<Spawn.Program> programs, long contextId, int[] members) {
    List<Program> wanted =
        programs.stream()
            .map(p -> new Program(p.command(), p.arguments(), p.count(), p.host(), p.directory()))
            .toList();
    return newcomers.spawn(wanted, contextId, list(members), SPAWN_BOUND_NS).stream()
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @Override
  public boolean isSpawned() {
    return newcomers.isSpawned();
  }

  @Override
  public void awaitKnown(int[] processes) {
    newcomers.awaitKnown(list(processes), KNOWN_BOUND_NS);
  }

  @Override
  public boolean hasInvitation() {
    return newcomers.hasInvitation();
  }

  @Override
  public Invitation takeInvitation() {
    Newcomers.Invitation taken = newcomers.takeInvitation();
    return taken == null
        ? null
        : new Invitation(
            taken.contextId(), taken.members().stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public void takenIn() {
    newcomers.takenIn();
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
