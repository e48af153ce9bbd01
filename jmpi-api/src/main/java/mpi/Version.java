package mpi;

/** The version of the MPI standard (MPI-4.1 §9.1.1). */
public final class Version {
  private final int version;
  private final int subVersion;

  /** Version {@code version.subVersion}. */
  protected Version(int version, int subVersion) {
    this.version = version;
    this.subVersion = subVersion;
  }

  /** The number before the point. */
  public int getVersion() {
    return version;
  }

  /** The number after the point. */
  public int getSubVersion() {
    return subVersion;
  }

  /** For example {@code 4.1}. */
  @Override
  public String toString() {
    return version + "." + subVersion;
  }
}
