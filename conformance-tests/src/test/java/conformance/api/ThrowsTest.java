package conformance.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mpi.MPIException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * MPIException is checked in one dialect and unchecked in the other: here it is unchecked, and what
 * declares it in a dialect declares it here, so that IDEs and readers see where it comes from.
 */
class ThrowsTest {
  @Test
  void shouldBeUnchecked() {
    assertTrue(RuntimeException.class.isAssignableFrom(MPIException.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openmpi-java", "mpijava"})
  void shouldBeDeclaredWhereTheDialectDeclaresIt(String file) throws Exception {
    List<String> silent = new ArrayList<>();
    int looked = 0;
    for (String line : ApiCoverage.lines(file)) {
      Signature signature = Signature.parse(line);
      boolean wanted =
          signature.kind.equals("method")
              && line.contains("throws MPIException")
              && signature.artefact().isEmpty()
              // It overrides that of Object, which one dialect declares with nothing.
              && !signature.name.equals("clone");
      if (wanted) {
        looked++;
        Method method = find(signature);
        if (!List.of(method.getExceptionTypes()).contains(MPIException.class)) {
          silent.add(line);
        }
      }
    }
    assertTrue(looked > 100, "methods looked at: " + looked);
    assertEquals(List.of(), silent);
  }

  private static Method find(Signature signature) throws Exception {
    Class<?>[] parameters = new Class<?>[signature.parameterTypes.size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = signature.resolve(signature.parameterTypes.get(i));
    }
    for (Class<?> c = signature.resolve(signature.className); c != null; c = c.getSuperclass()) {
      for (Method method : c.getDeclaredMethods()) {
        if (method.getName().equals(signature.name)
            && !method.isBridge()
            && Arrays.equals(method.getParameterTypes(), parameters)) {
          return method;
        }
      }
    }
    throw new NoSuchMethodException(signature.toString());
  }
}
