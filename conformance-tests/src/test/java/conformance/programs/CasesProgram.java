package conformance.programs;

import conformance.support.Cases;
import conformance.support.Conforms;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import mpi.Intracomm;
import mpi.MPI;

/**
 * Runs the cases of a class, named by the first argument, that are for a job of this size; each on
 * a communicator of its own, so that an error handler that one sets does not reach the next.
 */
public final class CasesProgram {
  private CasesProgram() {}

  public static void main(String[] args) throws Throwable {
    MPI.InitThread(args, MPI.THREAD_MULTIPLE);
    int size = MPI.COMM_WORLD.getSize();
    int rank = MPI.COMM_WORLD.getRank();
    int count = 0;
    for (Method method : Cases.methods(Class.forName(args[0]))) {
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
    MPI.Finalize();
    System.out.println(args[0] + " on rank " + rank + ": " + count + " cases hold");
  }
}
