package org.jmpi.fault;

/**
 * Memory that the members of a communicator share, in words of 64 bits that are zero at first.
 * Every access is volatile: all members see all accesses in one order. What a member has written
 * stays when it dies.
 */
public interface SharedWords {
  /** Reads a word. */
  long get(int word);

  /** Writes a word. */
  void set(int word, long value);

  /**
   * Writes {@code value} if the word is as expected.
   *
   * @return what the word was before
   */
  long compareAndExchange(int word, long expected, long value);
}
