package conformance.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Launched;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The compile-only jar has all of mpiJava's dialect and no public name besides. */
class StubJarTest {
  private static final Path JAR = Launched.HOME.resolve("lib/mpijava/jmpi-mpijava.jar");

  @Test
  void shouldHaveAllMembersOfTheDialect() throws Exception {
    try (URLClassLoader loader = loader()) {
      ApiCoverage.Result result = ApiCoverage.compare("mpijava", loader);
      assertEquals(List.of(), result.missing());
      assertTrue(result.present() >= 240, "members found: " + result.present());
    }
  }

  @Test
  void shouldHaveNoOtherPublicNames() throws Exception {
    TreeSet<String> names = new TreeSet<>();
    try (URLClassLoader loader = loader();
        JarFile jar = new JarFile(JAR.toFile())) {
      for (String entry : jar.stream().map(Object::toString).toList()) {
        if (entry.endsWith(".class")) {
          String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
          Class<?> found = Class.forName(name, false, loader);
          if (Modifier.isPublic(found.getModifiers())) {
            names.add(name);
          }
        }
      }
    }
    assertEquals(
        "mpi.CartParms mpi.Cartcomm mpi.Comm mpi.Datatype mpi.Errhandler mpi.Freeable"
            + " mpi.GraphParms mpi.Graphcomm mpi.Group mpi.Intercomm mpi.Intracomm mpi.MPI"
            + " mpi.MPIException mpi.Op mpi.Prequest mpi.Request mpi.ShiftParms mpi.Status"
            + " mpi.User_function",
        String.join(" ", names));
  }

  private static URLClassLoader loader() throws Exception {
    ClassLoader withoutTheFullJar = ClassLoader.getPlatformClassLoader();
    return new URLClassLoader(new URL[] {JAR.toUri().toURL()}, withoutTheFullJar);
  }
}
