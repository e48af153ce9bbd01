package org.jmpi.stubs;

import java.util.Arrays;
import java.util.function.Predicate;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.signature.SignatureReader;
import org.objectweb.asm.signature.SignatureVisitor;

/** Copies what a program may name of a class; every method throws. */
final class StubWriter extends ClassVisitor {
  private static final int VERSION = Opcodes.ASM9;
  private static final int VISIBLE = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;
  private static final String EXCEPTION = "java/lang/IllegalStateException";
  private static final String MESSAGE =
      "this jar is for the compiler alone: put jmpi.jar on the class path of the program instead";

  private final Predicate<String> mayBeNamed;

  private StubWriter(ClassVisitor next, Predicate<String> mayBeNamed) {
    super(VERSION, next);
    this.mayBeNamed = mayBeNamed;
  }

  /**
   * The class file; {@code mayBeNamed} tells which classes (internal names) members may mention.
   */
  static byte[] write(ClassReader from, Predicate<String> mayBeNamed) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    from.accept(new StubWriter(writer, mayBeNamed), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    return writer.toByteArray();
  }

  @Override
  public void visit(
      int version, int access, String name, String signature, String parent, String[] interfaces) {
    String[] kept = Arrays.stream(interfaces).filter(mayBeNamed).toArray(String[]::new);
    String known = kept.length == interfaces.length && isKnown(signature) ? signature : null;
    super.visit(version, access, name, known, parent, kept);
  }

  @Override
  public void visitInnerClass(String name, String outer, String inner, int access) {
    // Nested classes are of the other dialect, or private.
  }

  @Override
  public void visitNestHost(String host) {}

  @Override
  public void visitNestMember(String member) {}

  @Override
  public FieldVisitor visitField(
      int access, String name, String descriptor, String signature, Object value) {
    boolean kept = isVisible(access) && isKnown(Type.getType(descriptor)) && isKnown(signature);
    return kept ? super.visitField(access, name, descriptor, signature, value) : null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    boolean kept =
        isVisible(access)
            && isKnown(Type.getReturnType(descriptor))
            && Arrays.stream(Type.getArgumentTypes(descriptor)).allMatch(this::isKnown)
            && isKnown(signature);
    if (!kept) {
      return null;
    }
    MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
    return (access & Opcodes.ACC_ABSTRACT) != 0 ? method : new Thrower(method);
  }

  private static boolean isVisible(int access) {
    return (access & VISIBLE) != 0 && (access & Opcodes.ACC_SYNTHETIC) == 0;
  }

  private boolean isKnown(Type type) {
    return switch (type.getSort()) {
      case Type.ARRAY -> isKnown(type.getElementType());
      case Type.OBJECT -> mayBeNamed.test(type.getInternalName());
      default -> true;
    };
  }

  /** Of a generic signature, or null. */
  private boolean isKnown(String signature) {
    if (signature == null) {
      return true;
    }
    boolean[] known = {true};
    new SignatureReader(signature)
        .accept(
            new SignatureVisitor(VERSION) {
              @Override
              public void visitClassType(String name) {
                known[0] &= mayBeNamed.test(name);
              }
            });
    return known[0];
  }

  /** Gives a method a body. */
  private static final class Thrower extends MethodVisitor {
    Thrower(MethodVisitor next) {
      super(VERSION, next);
    }

    @Override
    public void visitEnd() {
      visitCode();
      visitTypeInsn(Opcodes.NEW, EXCEPTION);
      visitInsn(Opcodes.DUP);
      visitLdcInsn(MESSAGE);
      visitMethodInsn(Opcodes.INVOKESPECIAL, EXCEPTION, "<init>", "(Ljava/lang/String;)V", false);
      visitInsn(Opcodes.ATHROW);
      visitMaxs(0, 0);
      super.visitEnd();
    }
  }
}
