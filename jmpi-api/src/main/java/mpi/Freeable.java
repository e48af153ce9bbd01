package mpi;

/** Something that can be given back before the collector finds it. */
public interface Freeable {
  /**
   * Releases the object; it is null afterwards.
   *
   * @throws MPIException when the standard forbids to free it
   */
  void free() throws MPIException;
}
