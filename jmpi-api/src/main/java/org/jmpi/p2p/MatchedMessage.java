package org.jmpi.p2p;

/**
 * A message taken out of matching by a matched probe (MPI-4.1 §3.8.2), to be received by exactly
 * that handle.
 */
public final class MatchedMessage {
  final MatchContext context;
  Envelope envelope;
  private final StatusRecord status = new StatusRecord();

  MatchedMessage(MatchContext context, Envelope envelope) {
    this.context = context;
    this.envelope = envelope;
    status.set(envelope.node.source, envelope.tag, envelope.lengthBytes, false);
  }

  /** Source, tag and length of the message. */
  public StatusRecord status() {
    return status;
  }

  /** True until the message was received. */
  public boolean isPending() {
    return envelope != null;
  }
}
