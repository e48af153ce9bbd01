package org.jmpi.stubs;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Gives class {@code mpi.MPI} the method that class files made for MPJ Express ask for and source
 * code cannot have: {@code Buffer_detach} without a result beside the one that returns the array.
 * Compilers do not see it.
 */
public final class Bridges {
  private static final String OWNER = "mpi/MPI";
  private static final String NAME = "Buffer_detach";
  private static final String RETURNING = "()[B";
  private static final String VOID = "()V";

  private Bridges() {}

  /** Arguments: the jar with package {@code mpi}, the folder to write the class into. */
  public static void main(String[] args) throws IOException {
    byte[] before;
    try (FileSystem files = FileSystems.newFileSystem(Path.of(args[0]))) {
      before = Files.readAllBytes(files.getPath(OWNER + ".class"));
    }
    Path target = Path.of(args[1], OWNER + ".class");
    Files.createDirectories(target.getParent());
    Files.write(target, bridged(before));
  }

  private static byte[] bridged(byte[] before) {
    ClassReader reader = new ClassReader(before);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          private boolean isThere;
          private boolean hasOther;

          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            isThere |= name.equals(NAME) && descriptor.equals(VOID);
            hasOther |= name.equals(NAME) && descriptor.equals(RETURNING);
            return super.visitMethod(access, name, descriptor, signature, exceptions);
          }

          @Override
          public void visitEnd() {
            if (!hasOther) {
              throw new IllegalArgumentException("no " + OWNER + "." + NAME + RETURNING);
            }
            if (!isThere) {
              addVoidForm(writer);
            }
            super.visitEnd();
          }
        },
        0);
    return writer.toByteArray();
  }

  private static void addVoidForm(ClassWriter writer) {
    int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
    MethodVisitor method =
        writer.visitMethod(access, NAME, VOID, null, new String[] {"mpi/MPIException"});
    method.visitCode();
    method.visitMethodInsn(Opcodes.INVOKESTATIC, OWNER, NAME, RETURNING, false);
    method.visitInsn(Opcodes.POP);
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(1, 0);
    method.visitEnd();
  }
}
