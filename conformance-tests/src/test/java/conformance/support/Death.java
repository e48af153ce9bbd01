package conformance.support;

/**
 * The end of a rank in a test of failures: it leaves the program as if its process had been killed.
 */
public final class Death extends Error {
  private static final long serialVersionUID = 1L;

  /** Thrown by the case that dies; nobody catches it. */
  public Death() {
    super("killed by the test", null, false, false);
  }
}
