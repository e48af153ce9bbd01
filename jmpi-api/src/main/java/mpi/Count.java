package mpi;

/** A number that may not fit an {@code int} (MPI-4.1 §2.5.8, MPI_Count). */
public final class Count implements Comparable<Object> {
  private long count;

  /** A counter with the given value. */
  public Count(long count) {
    this.count = count;
  }

  /** The value. */
  public long getCount() {
    return count;
  }

  /** Changes the value. */
  public void setCount(long count) {
    this.count = count;
  }

  /** True for a {@code Count} of the same value. */
  @Override
  public boolean equals(Object obj) {
    return obj instanceof Count && ((Count) obj).count == count;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(count);
  }

  /**
   * By value.
   *
   * @throws ClassCastException when {@code obj} is no {@code Count}
   */
  @Override
  public int compareTo(Object obj) {
    return Long.compare(count, ((Count) obj).count);
  }

  @Override
  public String toString() {
    return Long.toString(count);
  }
}
