package org.jmpi.transport.quic;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one logger of this room. */
final class QuicLog {
  static final Logger LOG = LoggerFactory.getLogger("org.jmpi.transport.quic");

  private QuicLog() {}
}
