package org.jmpi.p2p;

/**
 * The four send modes of MPI-4.1 §3.4. Buffered sends arrive here as {@link #STANDARD} from a
 * buffer of their own.
 */
public enum SendMode {
  /** Completes when the buffer may be reused. */
  STANDARD,
  /** Completes only when a matching receive has started. */
  SYNCHRONOUS,
  /** The program promises that the receive is posted; treated as standard, which MPI allows. */
  READY
}
