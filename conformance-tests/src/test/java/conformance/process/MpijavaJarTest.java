package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Launched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * mpiJava programs that import all of package mpi and all of another package with a name that only
 * Open MPI's dialect has: they compile against the jar for the compiler, and run with the other.
 */
@EnabledOnOs(OS.LINUX)
class MpijavaJarTest {
  private static final String JMPIJAVAC = Launched.HOME.resolve("bin/jmpijavac").toString();

  private static final String WITH_FILE =
      """
      import java.io.*;
      import mpi.*;

      public class Main {
        public static void main(String[] args) throws Exception {
          MPI.Init(args);
          File file = new File("of rank", Integer.toString(MPI.COMM_WORLD.Rank()));
          Object[] all = new Object[MPI.COMM_WORLD.Size()];
          MPI.COMM_WORLD.Allgather(
              new Object[] {file}, 0, 1, MPI.OBJECT, all, 0, 1, MPI.OBJECT);
          Op last =
              new Op(
                  new User_function() {
                    public void Call(Object in, int at, Object out, int to, int n, Datatype type) {
                      ((Object[]) out)[to] = ((Object[]) in)[at];
                    }
                  },
                  false);
          Object[] first = new Object[1];
          MPI.COMM_WORLD.Reduce(all, MPI.COMM_WORLD.Rank(), first, 0, 1, MPI.OBJECT, last, 0);
          Cartcomm grid = MPI.COMM_WORLD.Create_cart(new int[] {2}, new boolean[1], false);
          if (grid.Rank(grid.Get().coords) == 0) {
            System.out.println(((File) all[1]).getPath() + ", " + first[0]);
          }
          MPI.Finalize();
        }
      }
      """;

  private static final String MESSAGE =
      """
      package parcels;

      public class Message implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
        public String text;
      }
      """;

  private static final String WITH_MESSAGE =
      """
      import mpi.*;
      import parcels.*;

      public class Main {
        public static void main(String[] args) {
          MPI.Init(args);
          Message[] box = {new Message()};
          box[0].text = "from " + MPI.COMM_WORLD.Rank();
          MPI.COMM_WORLD.Bcast(box, 0, 1, MPI.OBJECT, 1);
          if (MPI.COMM_WORLD.Rank() == 0) {
            System.out.println(box[0].text);
          }
          MPI.Finalize();
        }
      }
      """;

  @TempDir Path directory;

  @Test
  void shouldLeaveFileToTheProgram() throws Exception {
    write("Main.java", WITH_FILE);
    assertTrue(
        compile(1, "Main.java").err().contains("reference to File is ambiguous"),
        "it needs no jar of its own");
    assertEquals("", compile(0, "--mpijava", "Main.java").err());
    assertEquals("of rank/1, of rank/0\n", run());
  }

  @Test
  void shouldLeaveMessageToTheProgram() throws Exception {
    write("Main.java", WITH_MESSAGE);
    write("parcels/Message.java", MESSAGE);
    assertTrue(
        compile(1, "Main.java", "parcels/Message.java")
            .err()
            .contains("reference to Message is ambiguous"),
        "it needs no jar of its own");
    assertEquals("", compile(0, "Main.java", "--mpijava", "parcels/Message.java").err());
    assertEquals("from 1\n", run());
  }

  @Test
  void shouldSayWhatItIsWhenAProgramRunsWithIt() throws Exception {
    write("Main.java", WITH_MESSAGE);
    write("parcels/Message.java", MESSAGE);
    compile(0, "--mpijava", "Main.java", "parcels/Message.java");
    String jar = Launched.HOME.resolve("lib/mpijava/jmpi-mpijava.jar").toString();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Launched program =
        Launched.command(directory, Map.of(), List.of(java, "-cp", jar + ":classes", "Main"));
    assertTrue(
        program.expect(1).err().contains("this jar is for the compiler alone"), program::toString);
  }

  @Test
  void shouldLetProgramsHaveClassesInPackageMpi() throws Exception {
    write(
        "mpi/Helper.java",
        "package mpi; public class Helper { public static int size(Comm c) { return c.Size(); } }");
    write(
        "Main.java",
        WITH_MESSAGE
            .replace("import parcels.*;", "")
            .replace("Message[] box = {new Message()};", "String[] box = {\"\"};")
            .replace("box[0].text = \"from \"", "box[0] = Helper.size(MPI.COMM_WORLD) + \" from \"")
            .replace("box[0].text", "box[0]"));
    assertEquals("", compile(0, "Main.java", "mpi/Helper.java").err());
    assertEquals("2 from 1\n", run());
  }

  private void write(String name, String source) throws Exception {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
  }

  private Launched compile(int exitCode, String... words) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(List.of(JMPIJAVAC, "-Xlint:all", "-Werror", "-d", "classes"));
    command.addAll(List.of(words));
    return Launched.command(directory, Map.of(), command).expect(exitCode);
  }

  private String run() throws Exception {
    Launched job =
        Launched.command(
            directory, Map.of(), List.of(Launched.JMPIRUN, "-n", "2", "-cp", "classes", "Main"));
    String out = job.expect(0).out();
    assertEquals("", job.err());
    return out;
  }
}
