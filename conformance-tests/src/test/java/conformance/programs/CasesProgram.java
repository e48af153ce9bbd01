package conformance.programs;

import conformance.support.Cases;
import conformance.support.Conforms;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import mpi.Intracomm;
import mpi.MPI;

/**
 * Runs the cases of the classes that the arguments name, those that are for a job of this size;
 * each on a communicator of its own, so that an error handler that one sets does not reach the
 * next.
 */
public final class CasesProgram {
  private CasesProgram() {}

  public static void main(String[] args) throws Throwable {
    MPI.InitThread(args, MPI.THREAD_MULTIPLE);
    int rank = MPI.COMM_WORLD.getRank();
    StringBuilder report = new StringBuilder();
    for (String name : args) {
      int count = run(Class.forName(name), MPI.COMM_WORLD.getSize());
      report.append(name + " on rank " + rank + ": " + count + " cases hold\n");
    }
    MPI.Finalize();
    System.out.print(report);
  }

  /** Returns how many cases there were. */
  private static int run(Class<?> cases, int size) throws Exception {
    int count = 0;
    for (Method method : Cases.methods(cases)) {
      Conforms conforms = method.getAnnotation(Conforms.class);
      boolean fits = Arrays.stream(conforms.ranks()).anyMatch(ranks -> ranks == size);
      if (!fits || conforms.sharesTheJvm() || method.getName().startsWith("lowerCaseError")) {
        continue;
      }
      Intracomm world = MPI.COMM_WORLD.dup();
      try {
        method.invoke(null, world);
      } catch (InvocationTargetException e) {
        throw new AssertionError(method.getName() + " failed: " + e.getCause(), e.getCause());
      }
      world.barrier();
      world.free();
      count++;
    }
    return count;
  }
}
