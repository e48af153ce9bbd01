package org.jmpi.transport.quic;

/** A stream that the peer opened. */
public final class IncomingStream {
  private final long id;
  private StreamKind kind;
  private Object attachment;

  IncomingStream(long id) {
    this.id = id;
  }

  /** QUIC's stream id, unique in the connection. */
  public long id() {
    return id;
  }

  /** What it carries. */
  public StreamKind kind() {
    return kind;
  }

  /** Whatever the user of the stream keeps with it; null at first. */
  public Object attachment() {
    return attachment;
  }

  /** Keeps something with the stream. */
  public void attach(Object attachment) {
    this.attachment = attachment;
  }

  void setKind(StreamKind kind) {
    this.kind = kind;
  }
}
