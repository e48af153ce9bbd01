package mpi;

/**
 * A reduction operator of an mpiJava program (MPI-4.1 §6.9.5). Must be associative; called on any
 * thread, never under a lock of this library, and must not call MPI.
 */
public abstract class User_function {
  /** For subclasses. */
  public User_function() {}

  /**
   * Combines: {@code inoutvec[inoutoffset + i] = invec[inoffset + i] op inoutvec[inoutoffset + i]}
   * for all elements of {@code count} items.
   *
   * @param invec array of the operand that stands first
   * @param inoffset index of its first element
   * @param inoutvec array of the other operand; receives the result
   * @param inoutoffset index of its first element
   * @param count number of items of {@code datatype}
   * @param datatype of the items
   */
  public abstract void Call(
      Object invec, int inoffset, Object inoutvec, int inoutoffset, int count, Datatype datatype)
      throws MPIException;
}
