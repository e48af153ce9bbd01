package mpi;

/**
 * What happens when a call on a communicator fails (MPI-4.1 §9.3). There are the three predefined
 * ones: {@link MPI#ERRORS_ARE_FATAL}, {@link MPI#ERRORS_ABORT} and {@link MPI#ERRORS_RETURN}.
 */
public class Errhandler {
  private final String name;
  private final boolean returns;

  Errhandler(String name, boolean returns) {
    this.name = name;
    this.returns = returns;
  }

  /** True when errors come back as exceptions, false when they end the job. */
  boolean returns() {
    return returns;
  }

  /** The name of the constant. */
  @Override
  public String toString() {
    return name;
  }
}
