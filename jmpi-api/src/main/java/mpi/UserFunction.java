package mpi;

import java.nio.ByteBuffer;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * A reduction operator of the program (MPI-4.1 §6.9.5): {@code inOut[i] = in[i] op inOut[i]} for
 * all {@code i < count}. Override one of the two methods. Must be associative; called on any
 * thread, never under a lock of this library, and must not call MPI.
 */
public abstract class UserFunction {
  /** For subclasses. */
  public UserFunction() {}

  /**
   * Combines arrays of the datatype's base type; called for {@link MPI#BOOLEAN} always and for
   * other types unless {@link #call(ByteBuffer, ByteBuffer, int, Datatype)} is overridden.
   *
   * @param inVec array of the operand that stands first
   * @param inOutVec array of the other operand; receives the result
   * @param count number of items of {@code datatype}
   * @param datatype of the items
   */
  public void call(Object inVec, Object inOutVec, int count, Datatype datatype)
      throws MPIException {
    throw new MPIException(
        ErrorClass.OP.code(),
        ErrorClass.OP.code(),
        getClass().getName() + " overrides none of the call methods of mpi.UserFunction");
  }

  /**
   * Combines direct buffers in native order. Unless overridden it converts them to arrays, calls
   * {@link #call(Object, Object, int, Datatype)} and converts the result back.
   *
   * @param in the operand that stands first, from index 0
   * @param inOut the other operand, from index 0; receives the result
   * @param count number of items of {@code datatype}
   * @param datatype of the items
   */
  public void call(ByteBuffer in, ByteBuffer inOut, int count, Datatype datatype)
      throws MPIException {
    try {
      Layout layout = Datatype.layout(datatype);
      Object inArray = Copies.of(new Payload().set(in, 0, count, layout), layout, count);
      Object inOutArray = Copies.of(new Payload().set(inOut, 0, count, layout), layout, count);
      call(inArray, inOutArray, count, datatype);
      Copies.copy(
          new Payload().set(inOutArray, 0, count, layout),
          new Payload().set(inOut, 0, count, layout));
    } catch (EngineException e) {
      throw Errors.onSelf("call", e);
    }
  }
}
