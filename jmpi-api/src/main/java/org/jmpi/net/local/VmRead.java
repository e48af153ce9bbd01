package org.jmpi.net.local;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Reads with process_vm_readv(2), which takes half of what {@code /proc/PID/mem} does. Called
 * through {@code java.lang.foreign}, so from Java 22 on and where native access is allowed to this
 * code, as the launcher does. The call goes by the process's number, which another process may have
 * by now; so each call also reads the word that proves the process, behind the data.
 */
final class VmRead implements PeerMemory {
  private static final int FIRST_FEATURE = 22;

  // Two iovec for the own side, two for the other, then the word.
  private static final int IOVEC_BYTES = 16;
  private static final int REMOTE = 2 * IOVEC_BYTES;
  private static final int WORD = 4 * IOVEC_BYTES;

  private final MethodHandle call;
  private final BufferAddress own;
  private final int pid;
  private final long token;
  private final ByteBuffer arguments;
  private final long argumentsAddress;

  private VmRead(MethodHandle call, BufferAddress own, int pid, long tokenAddress, long token) {
    this.call = call;
    this.own = own;
    this.pid = pid;
    this.token = token;
    arguments = ByteBuffer.allocateDirect(WORD + Long.BYTES).order(ByteOrder.nativeOrder());
    argumentsAddress = own.of(arguments);
    vector(IOVEC_BYTES, argumentsAddress + WORD, Long.BYTES);
    vector(REMOTE + IOVEC_BYTES, tokenAddress, Long.BYTES);
  }

  /** Null where this Java or this system has no such call, or does not allow it. */
  static VmRead open(BufferAddress own, int pid, long tokenAddress, long token) {
    if (Runtime.version().feature() < FIRST_FEATURE) {
      return null;
    }
    try {
      MethodHandle call = link();
      return call == null ? null : new VmRead(call, own, pid, tokenAddress, token);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  private static MethodHandle link() throws ReflectiveOperationException {
    // To ask where it is not allowed would print a warning.
    Object allowed =
        Module.class.getMethod("isNativeAccessEnabled").invoke(VmRead.class.getModule());
    if (!Boolean.TRUE.equals(allowed) || System.getProperty("os.name").indexOf("Linux") != 0) {
      return null;
    }
    Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
    Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
    Class<?> signatureType = Class.forName("java.lang.foreign.FunctionDescriptor");
    Class<?> values = Class.forName("java.lang.foreign.ValueLayout");
    Object linker = linkerType.getMethod("nativeLinker").invoke(null);
    Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
    Method find = Class.forName("java.lang.foreign.SymbolLookup").getMethod("find", String.class);
    Optional<?> symbol = (Optional<?>) find.invoke(lookup, "process_vm_readv");
    if (symbol.isEmpty()) {
      return null;
    }
    // Pointers are passed as numbers: Linux's calling conventions on 64 bits do not tell them
    // apart.
    Object word = values.getField("JAVA_LONG").get(null);
    Object arguments = Array.newInstance(layoutType, 6);
    Array.set(arguments, 0, values.getField("JAVA_INT").get(null));
    for (int i = 1; i < 6; i++) {
      Array.set(arguments, i, word);
    }
    Object signature =
        signatureType
            .getMethod("of", layoutType, arguments.getClass())
            .invoke(null, word, arguments);
    Class<?> options = Class.forName("java.lang.foreign.Linker$Option");
    Object none = Array.newInstance(options, 0);
    return (MethodHandle)
        linkerType
            .getMethod(
                "downcallHandle",
                Class.forName("java.lang.foreign.MemorySegment"),
                signatureType,
                none.getClass())
            .invoke(linker, symbol.get(), signature, none);
  }

  @Override
  public boolean takes(Buffer target) {
    return true;
  }

  @Override
  public boolean read(long address, Buffer target, long targetByte, int lengthBytes) {
    vector(0, own.of(target) + targetByte, lengthBytes);
    vector(REMOTE, address, lengthBytes);
    arguments.putLong(WORD, ~token);
    try {
      long count =
          (long) call.invokeExact(pid, argumentsAddress, 2L, argumentsAddress + REMOTE, 2L, 0L);
      return count == lengthBytes + (long) Long.BYTES && arguments.getLong(WORD) == token;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private void vector(int at, long address, long lengthBytes) {
    arguments.putLong(at, address).putLong(at + Long.BYTES, lengthBytes);
  }

  @Override
  public String name() {
    return "process_vm_readv";
  }

  @Override
  public void close() {
    // Nothing is held open.
  }
}
