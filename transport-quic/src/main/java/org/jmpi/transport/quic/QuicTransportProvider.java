package org.jmpi.transport.quic;

import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.net.Transport;
import org.jmpi.net.TransportContext;
import org.jmpi.net.TransportProvider;

/** Makes the QUIC transport when a peer in another process is first needed. */
public final class QuicTransportProvider implements TransportProvider {
  /** For the service loader. */
  public QuicTransportProvider() {}

  @Override
  public String name() {
    return "quic";
  }

  @Override
  public Transport open(TransportContext context) {
    try {
      return new QuicTransport(context);
    } catch (IllegalArgumentException e) {
      throw new EngineException(
          ErrorClass.ARG, e.getMessage() + "; correct it with jmpirun --setting", e);
    }
  }
}
