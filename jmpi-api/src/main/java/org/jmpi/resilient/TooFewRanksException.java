package org.jmpi.resilient;

/** So many ranks have died that fewer are left than the program wants; at all that live. */
public final class TooFewRanksException extends ResilientException {
  private static final long serialVersionUID = 1L;

  private final int left;

  TooFewRanksException(int left, int minimum) {
    super(
        "too many ranks have died: "
            + left
            + (left == 1 ? " is" : " are")
            + " left to work, spares included, and at least "
            + minimum
            + " are wanted; start the job with more ranks or spares, or ask for fewer (minimum)");
    this.left = left;
  }

  /** All that worked are dead, and with them all that they knew. */
  TooFewRanksException() {
    super(
        "all ranks that worked have died, and only spares are left, which know nothing of the work;"
            + " start again from a file");
    this.left = 0;
  }

  /** How many ranks could work. */
  public int left() {
    return left;
  }
}
