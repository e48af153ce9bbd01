package conformance.api;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/**
 * Tells whether a class file that was compiled against a signature links with package {@code mpi}
 * as it is here. The Java virtual machine looks for a member by name and descriptor, and the
 * descriptor has exact types after erasure (JVMS 17 §5.4.3): a subtype, which is enough for source
 * code, is not enough.
 */
final class Linking {
  private final Signature signature;

  Linking(Signature signature) {
    this.signature = signature;
  }

  /** Null when it links. */
  String whyNot() {
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

  /** JVMS 17 §5.4.4, and §6.5 of the instructions invokeinterface and new. */
  private String classProblem(Class<?> owner) throws ClassNotFoundException {
    if (!Modifier.isPublic(owner.getModifiers())) {
      return "the class is not public";
    }
    if (owner.isInterface() != signature.line.contains("abstract interface")) {
      return "class or interface differs";
    }
    for (String supertype : signature.supertypes) {
      if (!signature.mpiClass(supertype).isAssignableFrom(owner)) {
        return "the verifier does not take it as a " + supertype;
      }
    }
    return null;
  }

  /** JVMS 17 §5.4.3.2. */
  private String fieldProblem(Class<?> owner) throws ClassNotFoundException {
    Class<?> type = signature.resolve(signature.type);
    for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (field.getName().equals(signature.name) && field.getType() == type) {
          return problem(field.getModifiers());
        }
      }
    }
    return "no such field of this type";
  }

  private String constructorProblem(Class<?> owner) throws ClassNotFoundException {
    Class<?>[] parameters = parameters();
    for (Constructor<?> constructor : owner.getDeclaredConstructors()) {
      if (Arrays.equals(constructor.getParameterTypes(), parameters)) {
        return isVisible(constructor.getModifiers()) ? null : "it is not visible";
      }
    }
    return "no such constructor";
  }

  /** JVMS 17 §5.4.3.3. */
  private String methodProblem(Class<?> owner) throws ClassNotFoundException {
    Class<?>[] parameters = parameters();
    Class<?> type = signature.resolve(signature.type);
    for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
      for (Method method : c.getDeclaredMethods()) {
        if (method.getName().equals(signature.name)
            && method.getReturnType() == type
            && Arrays.equals(method.getParameterTypes(), parameters)) {
          return problem(method.getModifiers());
        }
      }
    }
    return "no such method with this result";
  }

  private String problem(int modifiers) {
    if (!isVisible(modifiers)) {
      return "it is not visible";
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
