package org.jmpi.transport.quic;

import org.jmpi.job.ProcessId;

/** What an endpoint asks and tells its owner. Called under the engine's lock. */
public interface EndpointEvents {
  /**
   * True when this incarnation was declared dead: it is refused though its certificate is valid.
   */
  boolean isFenced(ProcessId process);

  /**
   * A process of the job has dialled and proved its identity. Returns where the connection's events
   * go; null when the owner has not been told of that process: it is to dial again.
   */
  ConnectionEvents onAccepted(QuicConnection connection);
}
