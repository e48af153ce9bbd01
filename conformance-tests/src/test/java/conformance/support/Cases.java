package conformance.support;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mpi.Intracomm;
import mpi.MPI;
import org.jmpi.runtime.InProcess;
import org.jmpi.topology.PretendedMap;
import org.junit.jupiter.api.DynamicTest;

/** Makes a test of each {@link Conforms} method of a class and each of its job sizes. */
public final class Cases {
  private static final Duration BOUND = Duration.ofSeconds(200);
  private static final Map<String, String> RECOVERY = Map.of("ft", "true");

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

  /**
   * The tests of a class of cases that are for so many ranks as a pretended map places; they run on
   * it. Collectives then take the ways that they would take on several sites.
   *
   * @param map as for {@code jmpirun --map}
   */
  public static Stream<DynamicTest> pretending(Class<?> cases, String map, int ranks) {
    return pretending(cases, map, ranks, Map.of());
  }

  /** As above with settings of the runtime, which the tests' names have. */
  public static Stream<DynamicTest> pretending(
      Class<?> cases, String map, int ranks, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(PretendedMap.SETTING, map);
    String suffix = settings.isEmpty() ? "" : ", " + settings;
    List<DynamicTest> tests = new ArrayList<>();
    for (Method method : methods(cases)) {
      Conforms conforms = method.getAnnotation(Conforms.class);
      if (Arrays.stream(conforms.ranks()).anyMatch(each -> each == ranks)) {
        String name = method.getName() + " on " + map + suffix + " [" + conforms.to() + "]";
        tests.add(
            DynamicTest.dynamicTest(
                name,
                () ->
                    InProcess.run(
                        ranks, BOUND, all, Program.class, cases.getName(), method.getName())));
      }
    }
    if (tests.isEmpty()) {
      throw new IllegalArgumentException(cases + " has no case for " + ranks + " ranks");
    }
    return tests.stream();
  }

  /**
   * The tests of a class of cases in which some ranks die, and the others go on with recovery
   * switched on. They fail when none dies, or one for another reason.
   */
  public static Stream<DynamicTest> withDeaths(Class<?> cases) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Method method : methods(cases)) {
      Conforms conforms = method.getAnnotation(Conforms.class);
      for (int ranks : conforms.ranks()) {
        String name = method.getName() + " on " + ranks + " ranks [" + conforms.to() + "]";
        tests.add(
            DynamicTest.dynamicTest(
                name, () -> runWithDeaths(ranks, cases.getName(), method.getName())));
      }
    }
    return tests.stream();
  }

  private static void runWithDeaths(int ranks, String cases, String method) {
    InProcess.RankFailure first =
        assertThrows(
            InProcess.RankFailure.class,
            () -> InProcess.run(ranks, BOUND, RECOVERY, Program.class, cases, method));
    requireDeath(first);
    for (Throwable other : first.getSuppressed()) {
      requireDeath(other);
    }
  }

  /** By name: each rank has its own class. */
  private static void requireDeath(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause == null || !cause.getClass().getName().equals(Death.class.getName())) {
      throw new AssertionError(failure.getMessage(), failure);
    }
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
