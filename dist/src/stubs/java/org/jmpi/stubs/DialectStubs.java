package org.jmpi.stubs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;

/**
 * Writes the classes of package {@code mpi} that a signature file names, for the compiler alone:
 * without other public classes, so that {@code import mpi.*} brings in no name that the dialect
 * does not have, without members that mention one, and without code.
 */
public final class DialectStubs {
  private static final Pattern SUPERTYPE = Pattern.compile("\\bmpi\\.(\\w+)");

  private final Map<String, ClassReader> classes;
  private final Set<String> dialect;

  private DialectStubs(Map<String, ClassReader> classes, Set<String> dialect) {
    this.classes = classes;
    this.dialect = dialect;
  }

  /** Arguments: the jar with package {@code mpi}, the signature file, the folder to write into. */
  public static void main(String[] args) throws IOException {
    Map<String, ClassReader> classes = read(Path.of(args[0]));
    Set<String> dialect = names(Path.of(args[1]));
    Set<String> unknown = new TreeSet<>(dialect);
    unknown.removeAll(classes.keySet());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(args[0] + " has no " + unknown);
    }
    Path folder = Path.of(args[2], "mpi");
    Files.createDirectories(folder);
    DialectStubs stubs = new DialectStubs(classes, dialect);
    for (String name : stubs.wanted()) {
      byte[] stub = StubWriter.write(classes.get(name), stubs::mayBeNamed);
      Files.write(folder.resolve(name.substring("mpi/".length()) + ".class"), stub);
    }
  }

  /** The dialect's classes, and those without which the compiler cannot read them. */
  private Set<String> wanted() {
    Set<String> wanted = new TreeSet<>();
    for (String name : dialect) {
      // What a class inherits may be in superclasses that are not public.
      for (String c = name; classes.containsKey(c); c = classes.get(c).getSuperName()) {
        wanted.add(c);
      }
    }
    return wanted;
  }

  private boolean mayBeNamed(String internalName) {
    return internalName.startsWith("java/") || dialect.contains(internalName);
  }

  private static Map<String, ClassReader> read(Path jar) throws IOException {
    Map<String, ClassReader> classes = new HashMap<>();
    try (FileSystem files = FileSystems.newFileSystem(jar);
        var paths = Files.list(files.getPath("mpi"))) {
      paths
          .filter(path -> path.toString().endsWith(".class"))
          .map(DialectStubs::reader)
          .forEach(reader -> classes.put(reader.getClassName(), reader));
    }
    return new TreeMap<>(classes);
  }

  private static ClassReader reader(Path path) {
    try {
      return new ClassReader(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Internal names of the classes that the signature file describes, and of their supertypes. */
  private static Set<String> names(Path signatures) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : Files.readAllLines(signatures)) {
      String[] columns = line.split("\t");
      names.add("mpi/" + columns[0].replace('.', '$'));
      if (columns[1].equals("class")) {
        Matcher supertype = SUPERTYPE.matcher(columns[2]);
        while (supertype.find()) {
          names.add("mpi/" + supertype.group(1));
        }
      }
    }
    return names;
  }
}
