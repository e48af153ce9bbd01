package mpi;

/** The capitalised, mpiJava half of {@link Request}. */
abstract class MpijavaRequest {
  abstract Request self();

  /** As {@link Request#isNull}. */
  public boolean Is_null() throws MPIException {
    return self().isNull();
  }

  /** As {@link Request#waitStatus}. */
  public Status Wait() throws MPIException {
    return Requests.waitOne("Wait", self());
  }

  /** As {@link Request#testStatus}. */
  public Status Test() throws MPIException {
    return Requests.testOne("Test", self());
  }

  /** As {@link Request#cancel}. */
  public void Cancel() throws MPIException {
    self().cancel("Cancel");
  }

  /** Does nothing; the collector needs no help. Kept because mpiJava programs may call it. */
  @Override
  @SuppressWarnings({"deprecation", "removal"})
  public void finalize() throws MPIException {}
}
