package org.jmpi.p2p;

import org.jmpi.net.Link;
import org.jmpi.net.LinkMeasure;

/**
 * What went to and came from one process: messages and their payload, whatever carried them.
 * Counters of the engine's lock: read them with the lock held.
 */
public final class Traffic {
  private final Link link;
  private long messagesOut;
  private long bytesOut;
  private long messagesIn;
  private long bytesIn;

  Traffic(Link link) {
    this.link = link;
  }

  /** Messages sent, of collectives too. */
  public long messagesOut() {
    return messagesOut;
  }

  /** Payload of the messages sent; that of a long one counts from its start. */
  public long bytesOut() {
    return bytesOut;
  }

  /** Messages that have come. */
  public long messagesIn() {
    return messagesIn;
  }

  /** Payload of the messages that have come; that of a long one counts from its start. */
  public long bytesIn() {
    return bytesIn;
  }

  /** What the transport measured of the path. */
  public LinkMeasure measure() {
    return link.measure();
  }

  void sent(long lengthBytes) {
    messagesOut++;
    bytesOut += lengthBytes;
  }

  void came(long lengthBytes) {
    messagesIn++;
    bytesIn += lengthBytes;
  }
}
