package conformance.api;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Looks for what a signature asks for. A member fits when a program written against the signature
 * compiles: as visible or more, static or not as asked, the same parameters after erasure, a type
 * that is the same or a subtype. {@code final} and {@code throws} do not matter.
 */
final class Matching {
  /** Both dialects have it, with different types; a caller that wants nothing gets an array. */
  private static final String RETURNS_MORE = "Buffer_detach";

  private final Signature signature;

  Matching(Signature signature) {
    this.signature = signature;
  }

  /** Null when it is there. */
  String whyMissing() {
    try {
      Class<?> owner = signature.resolve(signature.className);
      return switch (signature.kind) {
        case "class" -> classProblem(owner);
        case "field" -> fieldProblem(owner);
        case "ctor" -> constructorProblem(owner);
        default -> methodProblem(owner);
      };
    } catch (ClassNotFoundException e) {
      return "no class " + e.getMessage();
    }
  }

  private String classProblem(Class<?> owner) throws ClassNotFoundException {
    if (!Modifier.isPublic(owner.getModifiers())) {
      return "the class is not public";
    }
    if (Modifier.isAbstract(owner.getModifiers()) && !signature.is("abstract")) {
      return "the class is abstract";
    }
    for (String supertype : signature.supertypes) {
      if (!signature.mpiClass(supertype).isAssignableFrom(owner)) {
        return "the class is no " + supertype;
      }
    }
    return null;
  }

  private String fieldProblem(Class<?> owner) throws ClassNotFoundException {
    Class<?> type = signature.resolve(signature.type);
    for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (field.getName().equals(signature.name) && isVisible(field.getModifiers())) {
          return problem(field.getModifiers(), type.isAssignableFrom(field.getType()));
        }
      }
    }
    return "no such field";
  }

  private String constructorProblem(Class<?> owner) throws ClassNotFoundException {
    Class<?>[] parameters = parameters();
    for (Constructor<?> constructor : owner.getDeclaredConstructors()) {
      if (java.util.Arrays.equals(constructor.getParameterTypes(), parameters)
          && isVisible(constructor.getModifiers())) {
        return null;
      }
    }
    return "no such constructor";
  }

  private String methodProblem(Class<?> owner) throws ClassNotFoundException {
    Class<?>[] parameters = parameters();
    Class<?> type = signature.resolve(signature.type);
    String nearest = "no such method";
    for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
      for (Method method : c.getDeclaredMethods()) {
        if (method.getName().equals(signature.name)
            && java.util.Arrays.equals(method.getParameterTypes(), parameters)
            && isVisible(method.getModifiers())) {
          boolean typeFits =
              type.isAssignableFrom(method.getReturnType())
                  || (type == void.class && signature.name.equals(RETURNS_MORE));
          String problem = problem(method.getModifiers(), typeFits);
          if (problem == null) {
            return null;
          }
          nearest = problem;
        }
      }
    }
    return nearest;
  }

  private String problem(int modifiers, boolean typeFits) {
    if (!typeFits) {
      return "it has another type";
    }
    return Modifier.isStatic(modifiers) == signature.is("static") ? null : "static or not differs";
  }

  private Class<?>[] parameters() throws ClassNotFoundException {
    Class<?>[] parameters = new Class<?>[signature.parameterTypes.size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = signature.resolve(signature.parameterTypes.get(i));
    }
    return parameters;
  }

  private boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers)
        || (signature.is("protected") && Modifier.isProtected(modifiers));
  }
}
