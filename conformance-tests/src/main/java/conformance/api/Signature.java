package conformance.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a signature file: class, kind ({@code class}, {@code field}, {@code ctor} or {@code
 * method}) and declaration, separated by tabs. Types without a package are of package {@code mpi},
 * or {@code Object}, {@code String}, {@code Throwable} and {@code Comparable}.
 */
final class Signature {
  private static final Pattern REMARK = Pattern.compile("\\s\\([^()]*\\)$");
  private static final Pattern MODIFIER =
      Pattern.compile("^(public|protected|static|final|abstract|native)\\s+");
  private static final Pattern TYPE_VARIABLES = Pattern.compile("^<([^>]*)>\\s+");

  final String className;
  final String kind;
  final String line;
  final List<String> modifiers = new ArrayList<>();

  /** Of a method; the type of a field; else empty. */
  String type = "";

  String name = "";
  final List<String> parameterTypes = new ArrayList<>();
  final List<String> parameterNames = new ArrayList<>();

  /** Of a class: what it extends and implements, in this package. */
  final List<String> supertypes = new ArrayList<>();

  private final Map<String, String> bounds = new HashMap<>();
  private final ClassLoader loader;

  private Signature(String className, String kind, String line, ClassLoader loader) {
    this.className = className;
    this.kind = kind;
    this.line = line;
    this.loader = loader;
  }

  /** As {@link #parse(String, ClassLoader)}, with the class path. */
  static Signature parse(String line) {
    return parse(line, Signature.class.getClassLoader());
  }

  /**
   * Fails with IllegalArgumentException when the line has not three columns.
   *
   * @param loader where the classes that it names are
   */
  static Signature parse(String line, ClassLoader loader) {
    String[] columns = line.split("\t");
    if (columns.length != 3) {
      throw new IllegalArgumentException("not class, kind, signature: " + line);
    }
    Signature made = new Signature(columns[0], columns[1], line, loader);
    made.read(columns[2]);
    return made;
  }

  boolean is(String modifier) {
    return modifiers.contains(modifier);
  }

  /** Why programs cannot mean this member, or empty when it is wanted. */
  Optional<String> artefact() {
    if (is("protected") && is("native")) {
      return Optional.of("a native method that only the bindings call");
    }
    if (is("protected") && (isHandle(type) || parameterTypes.stream().anyMatch(this::isHandle))) {
      return Optional.of("takes or holds native handles");
    }
    boolean foreign =
        parameterTypes.stream().anyMatch(t -> t.startsWith("mpjbuf.") || t.startsWith("mpjdev."));
    return foreign
        ? Optional.of("names an internal class of MPJ Express; the form with byte[] stands for it")
        : Optional.empty();
  }

  /** Handles are longs; no other long is protected. {@code Status.data} holds a native status. */
  private boolean isHandle(String javaType) {
    return javaType.equals("long") || javaType.equals("long[]");
  }

  /** The class that a type of this line is after erasure. */
  Class<?> resolve(String javaType) throws ClassNotFoundException {
    if (javaType.endsWith("[]")) {
      return resolve(javaType.substring(0, javaType.length() - 2)).arrayType();
    }
    String bound = bounds.get(javaType);
    if (bound != null) {
      return resolve(bound);
    }
    return switch (javaType) {
      case "void" -> void.class;
      case "boolean" -> boolean.class;
      case "byte" -> byte.class;
      case "char" -> char.class;
      case "short" -> short.class;
      case "int" -> int.class;
      case "long" -> long.class;
      case "float" -> float.class;
      case "double" -> double.class;
      case "Object", "String", "Throwable", "Comparable" -> Class.forName("java.lang." + javaType);
      default -> mpiClass(javaType.contains(".") ? javaType : "mpi." + javaType);
    };
  }

  /** Loads without running static initialisers. */
  Class<?> mpiClass(String name) throws ClassNotFoundException {
    return Class.forName(name, false, loader);
  }

  private void read(String declaration) {
    String rest = REMARK.matcher(declaration).replaceFirst("");
    Matcher modifier = MODIFIER.matcher(rest);
    while (modifier.find()) {
      modifiers.add(modifier.group(1));
      rest = rest.substring(modifier.end());
      modifier = MODIFIER.matcher(rest);
    }
    Matcher variables = TYPE_VARIABLES.matcher(rest);
    if (variables.find()) {
      for (String variable : variables.group(1).split(",")) {
        String[] parts = variable.trim().split(" extends ");
        bounds.put(parts[0], parts[1]);
      }
      rest = rest.substring(variables.end());
    }
    switch (kind) {
      case "class" -> readSupertypes(rest);
      case "field" -> readTypeAndName(rest);
      case "ctor", "method" -> readCall(rest);
      default -> throw new IllegalArgumentException("unknown kind: " + line);
    }
  }

  private void readSupertypes(String rest) {
    for (String word : rest.split("[\\s,]+")) {
      if (word.startsWith("mpi.") || word.startsWith("java.")) {
        supertypes.add(word);
      }
    }
  }

  private void readCall(String rest) {
    int open = rest.indexOf('(');
    int close = rest.indexOf(')');
    readTypeAndName(rest.substring(0, open));
    String parameters = rest.substring(open + 1, close).trim();
    if (!parameters.isEmpty()) {
      for (String parameter : parameters.split(",\\s*")) {
        String[] parts = parameter.trim().split("\\s+");
        parameterTypes.add(parts[0]);
        parameterNames.add(parts[1]);
      }
    }
  }

  private void readTypeAndName(String rest) {
    String[] parts = rest.trim().split("\\s+");
    name = parts[parts.length - 1];
    type = parts.length > 1 ? parts[0] : "";
  }

  @Override
  public String toString() {
    return line.replace('\t', ' ');
  }
}
