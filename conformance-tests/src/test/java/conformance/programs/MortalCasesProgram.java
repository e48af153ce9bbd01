package conformance.programs;

import conformance.support.Death;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import mpi.Intracomm;
import mpi.MPI;

/**
 * Runs cases in which ranks die, one after the other in one job: each argument {@code
 * class.method:ranks} on so many of those that are left. Who dies is killed with SIGKILL. The last
 * ones say how many cases held.
 */
public final class MortalCasesProgram {
  private MortalCasesProgram() {}

  public static void main(String[] args) throws Throwable {
    MPI.InitThread(args, MPI.THREAD_MULTIPLE);
    MPI.COMM_WORLD.setErrhandler(MPI.ERRORS_RETURN);
    Intracomm living = MPI.COMM_WORLD;
    for (String arg : args) {
      int colon = arg.indexOf(':');
      int ranks = Integer.parseInt(arg.substring(colon + 1));
      if (ranks > living.getSize()) {
        throw new IllegalArgumentException(arg + ": only " + living.getSize() + " ranks are left");
      }
      Intracomm part = living.split(living.getRank() < ranks ? 0 : MPI.UNDEFINED, 0);
      if (!part.isNull()) {
        run(arg.substring(0, colon), part);
      }
      Intracomm left = living.shrink();
      if (left.getSize() == living.getSize()) {
        throw new AssertionError(arg + ": nobody has died");
      }
      living = left;
    }
    MPI.Finalize();
    System.out.println(args.length + " cases hold");
  }

  private static void run(String name, Intracomm comm) throws Throwable {
    int dot = name.lastIndexOf('.');
    Method method =
        Class.forName("conformance.inprocess." + name.substring(0, dot))
            .getMethod(name.substring(dot + 1), Intracomm.class);
    try {
      method.invoke(null, comm);
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof Death)) {
        throw new AssertionError(name + " failed: " + e.getCause(), e.getCause());
      }
      killSelf();
    }
  }

  private static void killSelf() throws Exception {
    long pid = ProcessHandle.current().pid();
    new ProcessBuilder("kill", "-KILL", Long.toString(pid)).start().waitFor();
    throw new AssertionError("SIGKILL does not kill");
  }
}
