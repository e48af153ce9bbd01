package org.jmpi.net.local;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.Buffer;

/**
 * Where a direct buffer lies in this process's memory. Java 22 and later have a way to ask ({@code
 * MemorySegment.ofBuffer}); before, the field is read as libraries of this kind do.
 */
final class BufferAddress {
  private static final int FIRST_WITH_SEGMENTS = 22;

  private final MethodHandle address;

  private BufferAddress(MethodHandle address) {
    this.address = address.asType(MethodType.methodType(long.class, Buffer.class));
  }

  /** Null where this Java does not tell. */
  static BufferAddress find() {
    try {
      return new BufferAddress(
          Runtime.version().feature() >= FIRST_WITH_SEGMENTS ? ofSegment() : ofField());
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /** The address of the buffer's index 0. */
  long of(Buffer direct) {
    try {
      // A segment begins at the buffer's position.
      return (long) address.invokeExact(direct.duplicate().clear());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle ofSegment() throws ReflectiveOperationException {
    Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    MethodHandle ofBuffer =
        lookup.findStatic(segment, "ofBuffer", MethodType.methodType(segment, Buffer.class));
    return MethodHandles.filterReturnValue(
        ofBuffer, lookup.findVirtual(segment, "address", MethodType.methodType(long.class)));
  }

  private static MethodHandle ofField() throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Unsafe");
    Field instance = type.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    Object unsafe = instance.get(null);
    long offset =
        (long)
            type.getMethod("objectFieldOffset", Field.class)
                .invoke(unsafe, Buffer.class.getDeclaredField("address"));
    MethodHandle getLong =
        MethodHandles.publicLookup()
            .findVirtual(
                type, "getLong", MethodType.methodType(long.class, Object.class, long.class))
            .bindTo(unsafe);
    return MethodHandles.insertArguments(getLong, 1, offset);
  }
}
