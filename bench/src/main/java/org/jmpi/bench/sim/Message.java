package org.jmpi.bench.sim;

/** Bytes on their way from one endpoint to another. */
public abstract class Message extends Event {
  final int from;
  final int to;
  final long lengthBytes;

  /**
   * A message.
   *
   * @param from the endpoint that sends it
   * @param to the endpoint that it is for
   * @param lengthBytes what it takes on the links, at least 1
   */
  protected Message(int from, int to, long lengthBytes) {
    if (lengthBytes < 1) {
      throw new IllegalArgumentException("a message of " + lengthBytes + " bytes");
    }
    this.from = from;
    this.to = to;
    this.lengthBytes = lengthBytes;
  }
}
