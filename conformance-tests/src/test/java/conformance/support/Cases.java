package conformance.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mpi.Intracomm;
import mpi.MPI;
import org.jmpi.runtime.InProcess;
import org.junit.jupiter.api.DynamicTest;

/** Makes a test of each {@link Conforms} method of a class and each of its job sizes. */
public final class Cases {
  private static final Duration BOUND = Duration.ofSeconds(200);

  private Cases() {}

  /** The tests of a class of cases. */
  public static Stream<DynamicTest> of(Class<?> cases) {
    return of(cases, Map.of(), "");
  }

  /** As above with settings of the runtime, which {@code suffix} describes in the tests' names. */
  public static Stream<DynamicTest> of(
      Class<?> cases, Map<String, String> settings, String suffix) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Method method : methods(cases)) {
      Conforms conforms = method.getAnnotation(Conforms.class);
      for (int ranks : conforms.ranks()) {
        String name = method.getName() + suffix + " on " + ranks + " ranks [" + conforms.to() + "]";
        tests.add(
            DynamicTest.dynamicTest(
                name,
                () ->
                    InProcess.run(
                        ranks, BOUND, settings, Program.class, cases.getName(), method.getName())));
      }
    }
    if (tests.isEmpty()) {
      throw new IllegalArgumentException(cases + " has no case");
    }
    return tests.stream();
  }

  /** The methods of a class of cases, in the order of their names. */
  public static List<Method> methods(Class<?> cases) {
    return Arrays.stream(cases.getDeclaredMethods())
        .filter(m -> m.isAnnotationPresent(Conforms.class))
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }

  /** The frame that each rank runs. */
  public static final class Program {
    private Program() {}

    /** {@code args}: class and method of the case. */
    public static void main(String[] args) throws Throwable {
      MPI.InitThread(args, MPI.THREAD_MULTIPLE);
      try {
        Class.forName(args[0])
            .getMethod(args[1], Intracomm.class)
            .invoke(null, (Object) MPI.COMM_WORLD);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
      MPI.Finalize();
    }
  }
}
