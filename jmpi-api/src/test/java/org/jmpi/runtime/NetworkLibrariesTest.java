package org.jmpi.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jmpi.net.TransportProvider;
import org.jmpi.transport.probe.FolderTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NetworkLibrariesTest {
  @TempDir private Path folder;

  @Test
  void shouldFindTheTransportInTheFolder() throws IOException {
    writeJar();
    TransportProvider found =
        NetworkLibraries.in(folder.toFile(), getClass().getClassLoader()).orElseThrow();
    assertEquals("folder", found.name());
    assertNotSame(
        FolderTransport.class, found.getClass(), "the jar's class, though the class path has one");
  }

  @Test
  void shouldFindNothingInAnEmptyOrMissingFolder() {
    ClassLoader engine = getClass().getClassLoader();
    assertTrue(NetworkLibraries.in(folder.toFile(), engine).isEmpty());
    assertTrue(NetworkLibraries.in(folder.resolve("none").toFile(), engine).isEmpty());
  }

  private void writeJar() throws IOException {
    String name = FolderTransport.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream jar =
            new JarOutputStream(Files.newOutputStream(folder.resolve("transport.jar")));
        InputStream bytes = getClass().getClassLoader().getResourceAsStream(name)) {
      jar.putNextEntry(new JarEntry("META-INF/services/" + TransportProvider.class.getName()));
      jar.write(FolderTransport.class.getName().getBytes(StandardCharsets.UTF_8));
      jar.putNextEntry(new JarEntry(name));
      bytes.transferTo(jar);
    }
  }
}
