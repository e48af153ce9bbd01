package org.jmpi.transport.quic;

import org.jmpi.net.Transport;
import org.jmpi.net.TransportContext;
import org.jmpi.net.TransportProvider;

/** Makes the real transport, and shows it to the test; stands before the real provider. */
public final class ClusterTransportProvider implements TransportProvider {
  /** For the service loader. */
  public ClusterTransportProvider() {}

  @Override
  public String name() {
    return "quic";
  }

  @Override
  public Transport open(TransportContext context) {
    QuicTransport transport = new QuicTransport(context);
    ((EngineCluster.ClusterJob) context.job()).transport = transport;
    return transport;
  }
}
