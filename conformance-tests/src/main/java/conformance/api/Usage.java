package conformance.api;

import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tells which members of a dialect the class files of a folder use: name in a call or an access, or
 * override. A call through a subclass counts for the class that has the member. Constants that the
 * compiler copies into class files leave no trace there; the caller says which of them are looked
 * at in another way.
 */
public final class Usage {
  /** Members wanted of a file, those used, and by class those that are not. */
  public record Result(String file, int wanted, int used, Map<String, Set<String>> unused) {}

  private final Map<String, List<ClassFiles.Reference>> byName = new HashMap<>();
  private final Set<String> classes = new TreeSet<>();
  private final List<Method> overrides = new ArrayList<>();
  private final Predicate<String> constants;

  /**
   * @param folder of class files, which are on the class path too
   * @param prefix of the names of their classes
   * @param constants by the name of a constant of class MPI, whether it is looked at
   */
  public Usage(Path folder, String prefix, Predicate<String> constants) {
    this.constants = constants;
    for (ClassFiles.Reference reference : ClassFiles.in(folder)) {
      if (reference.name().isEmpty()) {
        classes.add(reference.owner());
      } else {
        byName.computeIfAbsent(reference.name(), n -> new ArrayList<>()).add(reference);
        classes.add(reference.owner());
      }
      if (reference.name().isEmpty() && reference.owner().startsWith(prefix)) {
        load(reference.owner()).map(Class::getDeclaredMethods).ifPresent(this::addAll);
      }
    }
  }

  private void addAll(Method[] methods) {
    overrides.addAll(Arrays.asList(methods));
  }

  private static Optional<Class<?>> load(String name) {
    try {
      return Optional.of(Class.forName(name, false, Usage.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      // An array's or a class of the platform that is not asked for.
      return Optional.empty();
    }
  }

  /** Compares one of {@link ApiCoverage#FILES}. */
  public Result of(String file) {
    int wanted = 0;
    int used = 0;
    Map<String, Set<String>> unused = new TreeMap<>();
    for (String line : ApiCoverage.lines(file)) {
      Signature signature = Signature.parse(line);
      if (signature.artefact().isPresent()) {
        continue;
      }
      wanted++;
      if (isUsed(signature)) {
        used++;
      } else {
        String name = signature.name.isEmpty() ? signature.kind : signature.name;
        unused.computeIfAbsent(signature.className, c -> new TreeSet<>()).add(name);
      }
    }
    return new Result(file, wanted, used, unused);
  }

  private boolean isUsed(Signature signature) {
    try {
      Class<?> owner = signature.resolve(signature.className);
      return switch (signature.kind) {
        case "class" -> classes.contains(owner.getName());
        case "field" -> isFieldUsed(owner, signature);
        case "ctor" -> isCallUsed(owner, "<init>", signature);
        default -> isCallUsed(owner, signature.name, signature) || isOverridden(owner, signature);
      };
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private boolean isFieldUsed(Class<?> owner, Signature signature) {
    if (isCopied(owner, signature.name)) {
      return constants.test(signature.name);
    }
    return references(signature.name).anyMatch(r -> isOf(owner, r.owner()));
  }

  /** Whether it is a constant of a primitive type or a string (Java language §15.29). */
  private static boolean isCopied(Class<?> owner, String name) {
    for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          int modifiers = field.getModifiers();
          return Modifier.isStatic(modifiers)
              && Modifier.isFinal(modifiers)
              && (field.getType().isPrimitive() || field.getType() == String.class);
        }
      }
    }
    return false;
  }

  private boolean isCallUsed(Class<?> owner, String name, Signature signature)
      throws ClassNotFoundException {
    Class<?>[] parameters = parameters(signature);
    return references(name)
        .anyMatch(r -> isOf(owner, r.owner()) && Arrays.equals(parameters, parameters(r)));
  }

  private boolean isOverridden(Class<?> owner, Signature signature) throws ClassNotFoundException {
    Class<?>[] parameters = parameters(signature);
    return overrides.stream()
        .anyMatch(
            m ->
                m.getName().equals(signature.name)
                    && owner.isAssignableFrom(m.getDeclaringClass())
                    && Arrays.equals(parameters, m.getParameterTypes()));
  }

  private Stream<ClassFiles.Reference> references(String name) {
    return byName.getOrDefault(name, List.of()).stream();
  }

  /** A member named through a class belongs to that class, to one above it, or was moved down. */
  private static boolean isOf(Class<?> owner, String named) {
    return load(named).filter(n -> owner.isAssignableFrom(n) || isMoved(n, owner)).isPresent();
  }

  /** The library may have the member in a package-private class between. */
  private static boolean isMoved(Class<?> named, Class<?> owner) {
    return named.isAssignableFrom(owner) && named.getPackage() == owner.getPackage();
  }

  private static Class<?>[] parameters(Signature signature) throws ClassNotFoundException {
    Class<?>[] parameters = new Class<?>[signature.parameterTypes.size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = signature.resolve(signature.parameterTypes.get(i));
    }
    return parameters;
  }

  private static Class<?>[] parameters(ClassFiles.Reference reference) {
    if (!reference.descriptor().startsWith("(")) {
      return null;
    }
    ClassLoader loader = Usage.class.getClassLoader();
    return MethodType.fromMethodDescriptorString(reference.descriptor(), loader).parameterArray();
  }
}
