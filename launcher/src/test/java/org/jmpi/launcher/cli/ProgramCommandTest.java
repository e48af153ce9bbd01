package org.jmpi.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCommandTest {
  @TempDir Path directory;

  @Test
  void shouldRunAClass() {
    ProgramCommand command = ProgramCommand.ofClass("a.jar", List.of("Main", "-x", "1"));
    assertEquals(List.of("java", "-cp", "a.jar", "Main", "-x", "1"), command.words());
    assertEquals("a.jar", command.words().get(command.classPathWord()));
    assertTrue(command.agentsJava());
    assertEquals(
        List.of("java", "-cp", "a.jar", "Main", "0", "4", "-x", "1"),
        command.withArguments(List.of("0", "4")).words());
  }

  @Test
  void shouldTakeOverAJavaCommand() {
    ProgramCommand command =
        java(
            "java", "-Xmx1g", "--add-opens", "a/b=c", "-cp", "my.jar", "-Dx=y", "Main", "-cp", "z");
    assertEquals(
        List.of(
            "java", "-Xmx1g", "--add-opens", "a/b=c", "-Dx=y", "-cp", "my.jar", "Main", "-cp", "z"),
        command.words());
    assertEquals("my.jar", command.words().get(command.classPathWord()));
    assertEquals("-cp", command.words().get(command.argumentsAt()));
    assertFalse(command.agentsJava());
  }

  @Test
  void shouldKnowAllSpellingsOfTheClassPath() {
    for (ProgramCommand command :
        List.of(
            java("java", "-classpath", "p", "Main"),
            java("java", "--class-path", "p", "Main"),
            java("/usr/bin/java", "--class-path=p", "Main"))) {
      assertEquals("p", command.words().get(command.classPathWord()));
    }
    ProgramCommand inherited = ProgramCommand.ofProgram(directory, "env.jar", List.of("java", "M"));
    assertEquals("env.jar", inherited.words().get(inherited.classPathWord()));
    assertEquals(".", java("java", "M").words().get(java("java", "M").classPathWord()));
  }

  @Test
  void shouldRunTheMainClassOfAJar() throws IOException {
    jar("app.jar", "demo.Main");
    ProgramCommand direct = ProgramCommand.ofJar(directory, "app.jar", List.of("a"));
    assertEquals(
        List.of("java", "-cp", "app.jar", "--add-opens", "m/p=ALL-UNNAMED", "demo.Main", "a"),
        direct.words());
    assertEquals("a", direct.words().get(direct.argumentsAt()));
    ProgramCommand javaJar = java("java", "-Xmx9m", "-jar", "app.jar", "-jar", "b");
    assertEquals(
        List.of(
            "java",
            "-Xmx9m",
            "-cp",
            "app.jar",
            "--add-opens",
            "m/p=ALL-UNNAMED",
            "demo.Main",
            "-jar",
            "b"),
        javaJar.words());
  }

  @Test
  void shouldSayWhatIsMissing() throws IOException {
    jar("none.jar", null);
    assertThrows(UsageException.class, () -> java("java", "-jar", "nowhere.jar"));
    assertThrows(UsageException.class, () -> java("java", "-jar", "none.jar"));
    assertThrows(UsageException.class, () -> java("java", "-Xmx1g"));
    assertThrows(UsageException.class, () -> java("java", "-cp"));
  }

  @Test
  void shouldLeaveOtherProgramsAlone() {
    ProgramCommand command =
        ProgramCommand.ofProgram(directory, null, List.of("hostname", "-cp", "x"));
    assertEquals(List.of("hostname", "-cp", "x"), command.words());
    assertEquals(-1, command.classPathWord());
    assertEquals(-1, command.optionsAt());
  }

  private ProgramCommand java(String... words) {
    return ProgramCommand.ofProgram(directory, null, List.of(words));
  }

  private void jar(String name, String mainClass) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (mainClass != null) {
      manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
      manifest.getMainAttributes().put(new Attributes.Name("Add-Opens"), "m/p");
    }
    try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
      new JarOutputStream(out, manifest).close();
    }
  }
}
