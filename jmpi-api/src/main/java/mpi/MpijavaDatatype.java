package mpi;

/** The capitalised, mpiJava half of {@link Datatype}. Sizes are in elements of the base type. */
abstract class MpijavaDatatype {
  abstract Datatype self();

  /** As {@link Datatype#getExtent}. */
  public int Extent() throws MPIException {
    return self().extent("Extent");
  }

  /** As {@link Datatype#getLb}. */
  public int Lb() throws MPIException {
    return self().lowerBound("Lb");
  }

  /** Elements of the base type from the origin to the end of an item: {@code Lb() + Extent()}. */
  public int Ub() throws MPIException {
    return self().lowerBound("Ub") + self().extent("Ub");
  }

  /** As {@link Datatype#getSize}. */
  public int Size() throws MPIException {
    return self().size("Size");
  }

  /** As {@link Datatype#commit}. */
  public void Commit() throws MPIException {
    self().requireUsable("Commit");
  }

  /** Bytes of one element of the base type. */
  public int getByteSize() {
    return self().isNull() ? 0 : self().kind().bytes();
  }

  /** As the field {@link Datatype#baseType}. */
  public int getType() {
    return self().baseType;
  }

  /** Does nothing; the collector needs no help. Kept because mpiJava programs may call it. */
  @Override
  @SuppressWarnings({"deprecation", "removal"})
  public void finalize() throws MPIException {}
}
