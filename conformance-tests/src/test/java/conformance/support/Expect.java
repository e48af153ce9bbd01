package conformance.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.BooleanSupplier;
import mpi.MPIException;
import org.junit.jupiter.api.function.Executable;

/** Assertions that JUnit has not. */
public final class Expect {
  private static final long BOUND_NS = 60_000_000_000L;

  private Expect() {}

  /** {@code call} raises an error of this class; returns it. */
  public static MPIException error(int errorClass, Executable call) {
    MPIException e = assertThrows(MPIException.class, call);
    assertEquals(errorClass, e.getErrorClass(), e.getMessage());
    return e;
  }

  /** {@code condition} comes true while this thread looks again and again. */
  public static void soon(String what, BooleanSupplier condition) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - startNs < BOUND_NS, () -> "in 60 s not: " + what);
      Thread.yield();
    }
  }
}
