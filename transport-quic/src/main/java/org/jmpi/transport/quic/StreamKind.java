package org.jmpi.transport.quic;

import io.netty.handler.codec.quic.QuicStreamType;

/**
 * What a stream carries. Its first byte says so. Each side writes only on streams that it opened;
 * eager streams are of QUIC's bidirectional type all the same, since flow-control windows are set
 * per type (RFC 9000 §18.2) and bulk needs larger ones.
 */
public enum StreamKind {
  /** Frames of the session: envelopes, eager messages, acknowledgements. */
  EAGER('E', QuicStreamType.BIDIRECTIONAL, 0),
  /** Chunks of large messages. */
  BULK('B', QuicStreamType.UNIDIRECTIONAL, 127);

  private final int code;
  private final QuicStreamType type;
  private final int urgency;

  StreamKind(int code, QuicStreamType type, int urgency) {
    this.code = code;
    this.type = type;
    this.urgency = urgency;
  }

  /** The stream's first byte. */
  int code() {
    return code;
  }

  /** QUIC's type of such streams. */
  QuicStreamType type() {
    return type;
  }

  /** Lower goes first. */
  int urgency() {
    return urgency;
  }

  /** The kind that a first byte names, or null. */
  static StreamKind of(int code, QuicStreamType type) {
    for (StreamKind kind : values()) {
      if (kind.code == code && kind.type == type) {
        return kind;
      }
    }
    return null;
  }
}
