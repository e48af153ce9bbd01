package mpi;

/**
 * The capitalised, mpiJava half of {@link Datatype}. Sizes, strides and displacements of all
 * constructors are in elements of the base type, but for those that count in extents of the old
 * type. What they make need not be committed, though the standard wants it: MPJ Express does not
 * look.
 */
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

  /** As {@link Datatype#createContiguous}. */
  public static Datatype Contiguous(int count, Datatype oldtype) throws MPIException {
    return DatatypeFactory.contiguous("Contiguous", count, oldtype);
  }

  /** As {@link Datatype#createVector}. */
  public static Datatype Vector(int count, int blocklength, int stride, Datatype oldtype)
      throws MPIException {
    return DatatypeFactory.vector(
        "Vector", count, blocklength, stride, DatatypeFactory.EXTENTS, oldtype);
  }

  /** As {@link #Vector}, {@code stride} in elements of the base type. */
  public static Datatype Hvector(int count, int blocklength, int stride, Datatype oldtype)
      throws MPIException {
    return DatatypeFactory.vector(
        "Hvector", count, blocklength, stride, DatatypeFactory.ELEMENTS, oldtype);
  }

  /** As {@link Datatype#createIndexed}. */
  public static Datatype Indexed(
      int[] array_of_blocklengths, int[] array_of_displacements, Datatype oldtype)
      throws MPIException {
    return DatatypeFactory.indexed(
        "Indexed", array_of_blocklengths, array_of_displacements, DatatypeFactory.EXTENTS, oldtype);
  }

  /** As {@link #Indexed}, displacements in elements of the base type. */
  public static Datatype Hindexed(
      int[] array_of_blocklengths, int[] array_of_displacements, Datatype oldtype)
      throws MPIException {
    return DatatypeFactory.indexed(
        "Hindexed",
        array_of_blocklengths,
        array_of_displacements,
        DatatypeFactory.ELEMENTS,
        oldtype);
  }

  /**
   * Blocks of types that have one base type, displacements in its elements. {@link MPI#LB} and
   * {@link MPI#UB} set the bounds. ERR_TYPE when base types differ.
   */
  public static Datatype Struct(
      int[] array_of_blocklengths, int[] array_of_displacements, Datatype[] array_of_types)
      throws MPIException {
    return DatatypeFactory.elementStruct(
        "Struct", array_of_blocklengths, array_of_displacements, array_of_types);
  }

  /** As {@link Datatype#commit}. */
  public void Commit() throws MPIException {
    self().commit("Commit");
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
