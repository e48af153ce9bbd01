package mpi;

/** The capitalised, mpiJava half of {@link Group}. */
abstract class MpijavaGroup {
  abstract Group self();

  /** As {@link Group#getSize}. */
  public int Size() throws MPIException {
    return self().size("Size");
  }

  /** As {@link Group#getRank}. */
  public int Rank() throws MPIException {
    return self().rank("Rank");
  }

  /** As {@link Group#incl}. */
  public Group Incl(int[] ranks) throws MPIException {
    return self().incl("Incl", ranks);
  }

  /** As {@link Group#excl}. */
  public Group Excl(int[] ranks) throws MPIException {
    return self().excl("Excl", ranks);
  }

  /** As {@link Group#rangeIncl}. */
  public Group Range_incl(int[][] ranges) throws MPIException {
    return self().rangeIncl("Range_incl", ranges);
  }

  /** As {@link Group#rangeExcl}. */
  public Group Range_excl(int[][] ranges) throws MPIException {
    return self().rangeExcl("Range_excl", ranges);
  }

  /** Does nothing; the collector needs no help. Kept because mpiJava programs may call it. */
  @Override
  @SuppressWarnings({"deprecation", "removal"})
  public void finalize() throws MPIException {}
}
