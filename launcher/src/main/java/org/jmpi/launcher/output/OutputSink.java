package org.jmpi.launcher.output;

/** Where the output of ranks goes. */
public interface OutputSink {
  /** A piece of a rank's output; waits while there is no room. */
  void write(int rank, boolean error, byte[] bytes, int lengthBytes) throws InterruptedException;

  /** The end of that stream. */
  void end(int rank, boolean error);

  /** Far away, so many bytes were written: there is room for as many again. */
  void taken(int rank, boolean error, int bytes);
}
