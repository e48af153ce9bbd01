package conformance.suite;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import mpi.MPI;

/** The names of error classes, as MPI's constants have them. */
final class ErrorNames {
  private static final Map<Integer, String> NAMES = new HashMap<>();

  static {
    for (Field field : MPI.class.getFields()) {
      if (field.getName().startsWith("ERR_")
          && field.getType() == int.class
          && Modifier.isStatic(field.getModifiers())) {
        try {
          field.setAccessible(true);
          NAMES.put(field.getInt(null), "MPI_" + field.getName());
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private ErrorNames() {}

  static String of(int errorClass) {
    return NAMES.getOrDefault(errorClass, "error class " + errorClass);
  }
}
