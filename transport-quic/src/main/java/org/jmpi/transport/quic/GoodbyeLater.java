package org.jmpi.transport.quic;

/**
 * Closes a connection whose peer is dead or fenced. The codec's way of closing, which a process may
 * never have gone before, takes milliseconds, and what is done about the death is waited for: that
 * goes first.
 */
final class GoodbyeLater implements Runnable {
  private final QuicConnection connection;

  GoodbyeLater(QuicConnection connection) {
    this.connection = connection;
  }

  @Override
  public void run() {
    connection.close(CloseReason.CODE_GOODBYE, "goodbye");
  }
}
