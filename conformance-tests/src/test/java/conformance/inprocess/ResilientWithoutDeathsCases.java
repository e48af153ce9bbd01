package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import mpi.Intracomm;
import org.jmpi.resilient.BuddyCheckpoint;
import org.jmpi.resilient.Resilient;
import org.jmpi.resilient.Task;

/** {@link Resilient} where nobody dies. */
public final class ResilientWithoutDeathsCases {
  private ResilientWithoutDeathsCases() {}

  @Conforms(
      to =
          "Task: an exception that stems from no death ends the run at all, and each is told: where"
              + " it was thrown by itself",
      ranks = {4})
  public static void throwsAtOneEndsAll(Intracomm world) {
    int me = world.getRank();
    for (int kind : new int[] {0, 1, 2}) {
      Resilient resilient = Resilient.of(world).spares(1).start();
      RuntimeException own = new UnsupportedOperationException("on purpose");
      Throwing task = new Throwing(me == 1 ? own : null, kind);
      RuntimeException e =
          assertThrows(RuntimeException.class, () -> resilient.run(5 + kind, task));
      if (me == 1) {
        assertSame(own, e);
      } else {
        assertEquals("org.jmpi.resilient.ResilientException", e.getClass().getName());
      }
      resilient.free();
    }
  }

  /** Throws in a step, as it is accepted, or as the last is. */
  private record Throwing(RuntimeException thrown, int kind) implements Task {
    @Override
    public void step(Intracomm comm, long step) {
      if (thrown != null && kind == 0 && step == 3) {
        throw thrown;
      }
      comm.barrier();
    }

    @Override
    public void accepted(long step) {
      if (thrown != null && (kind == 1 && step == 3 || kind == 2 && step == 6)) {
        throw thrown;
      }
    }
  }

  @Conforms(
      to = "Resilient: spares sleep while the others work",
      ranks = {3})
  public static void sparesSleep(Intracomm world) {
    Resilient resilient = Resilient.of(world).spares(1).start();
    long cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long startNs = System.nanoTime();
    boolean worked =
        resilient.run(
            5,
            (comm, step) -> {
              long fromNs = System.nanoTime();
              while (System.nanoTime() - fromNs < TimeUnit.MILLISECONDS.toNanos(100)) {
                Thread.onSpinWait();
              }
              comm.barrier();
            });
    long tookNs = System.nanoTime() - startNs;
    cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuNs;
    assertEquals(world.getRank() < 2, worked);
    if (!worked) {
      assertTrue(cpuNs < tookNs / 3, "used " + cpuNs + " ns of " + tookNs);
    }
  }

  @Conforms(
      to = "Resilient: settings that cannot be are refused",
      ranks = {2})
  public static void refusesWrongSettings(Intracomm world) {
    Resilient.Settings settings = Resilient.of(world);
    for (int wrong : new int[] {-1, 2, 3}) {
      assertThrows(IllegalArgumentException.class, () -> settings.spares(wrong));
    }
    assertThrows(IllegalArgumentException.class, () -> settings.minimum(0));
    assertTrue(settings.minimum(2).start().run(0, new Counting(world)));
  }

  @Conforms(
      to = "BuddyCheckpoint: misuse is an error at the ranks concerned, and the run ends at all",
      ranks = {3})
  public static void checkpointsRefuseMisuse(Intracomm world) {
    Resilient resilient = Resilient.of(world).start();
    BuddyCheckpoint checkpoint = new BuddyCheckpoint(resilient);
    int me = world.getRank();
    assertEquals(BuddyCheckpoint.NONE, checkpoint.version());
    assertThrows(IllegalArgumentException.class, () -> checkpoint.commit(-1));
    assertThrows(IllegalArgumentException.class, () -> checkpoint.store("o", new Object()));
    assertThrows(IllegalArgumentException.class, () -> checkpoint.get("o", String.class));
    checkpoint.store("o", "kept");
    checkpoint.store("p", "left out");
    checkpoint.remove("p");
    assertThrows(IllegalArgumentException.class, () -> checkpoint.get("o", int[].class));
    assertThrows(IllegalArgumentException.class, () -> checkpoint.get("p", String.class));
    assertThrows(
        IllegalArgumentException.class, () -> checkpoint.getOfOrphan(0, "o", String.class));
    resilient.run(1, (comm, step) -> checkpoint.commit(5));
    assertEquals(5, checkpoint.version());
    assertEquals("kept", checkpoint.get("o", String.class));
    RuntimeException e =
        assertThrows(
            RuntimeException.class,
            () -> resilient.run(1, (comm, step) -> checkpoint.commit(me == 1 ? 7 : 6)));
    assertTrue(e.getMessage().contains("versions from 6 to 7"), e.getMessage());
    assertEquals(5, checkpoint.version());
  }

  @Conforms(
      to = "Task.step: an exception at one rank ends the run at all, also at those that commit",
      ranks = {3})
  public static void throwsWhileOthersCommit(Intracomm world) {
    Resilient resilient = Resilient.of(world).start();
    BuddyCheckpoint checkpoint = new BuddyCheckpoint(resilient);
    RuntimeException own = new UnsupportedOperationException("on purpose");
    RuntimeException e =
        assertThrows(
            RuntimeException.class,
            () ->
                resilient.run(
                    3,
                    (comm, step) -> {
                      if (step == 1 && comm.getRank() == 1) {
                        throw own;
                      }
                      checkpoint.commit(step);
                    }));
    assertEquals(world.getRank() == 1, e == own, e::toString);
    assertEquals(0, checkpoint.version());
  }
}
