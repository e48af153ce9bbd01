package org.jmpi.comm;

/** Which failures make a communicator useless by themselves: the hint {@code mpi_error_range}. */
public enum ErrorRange {
  /** None: operations that need a dead member end with an error, others go on. */
  LOCAL,
  /** That of a member: the communicator is then revoked. */
  GROUP,
  /** That of any process this one knows of: the communicator is then revoked. */
  UNIVERSE
}
