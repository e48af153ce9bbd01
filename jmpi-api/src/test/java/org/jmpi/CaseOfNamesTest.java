package org.jmpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The build works on file systems that do not tell names apart by case: CartComm and Cartcomm,
 * GraphComm and Graphcomm never lie in one folder.
 */
class CaseOfNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/main/java",
        "src/mpijava/java",
        "src/test/java",
        "target/classes",
        "target/mpijava-classes",
        "target/test-classes"
      })
  void shouldHaveNoNamesThatDifferByCaseAloneInOneFolder(String folder) throws IOException {
    Map<String, Path> seen = new HashMap<>();
    try (var files = Files.walk(Path.of(folder))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path other = seen.put(file.toString().toLowerCase(Locale.ROOT), file);
        assertNull(other, () -> file + " and " + other);
      }
    }
    assertTrue(seen.size() > 2, () -> folder + " is empty");
  }

  @Test
  void shouldHaveBothSpellingsOnTheClassPath() throws ClassNotFoundException {
    for (String name : List.of("CartComm", "Cartcomm", "GraphComm", "Graphcomm")) {
      assertEquals(name, Class.forName("mpi." + name).getSimpleName());
    }
  }
}
