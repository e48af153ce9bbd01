package org.jmpi.transport.quic;

import io.netty.util.ResourceLeakDetector;
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
    // Netty looks for lost buffers by a stack trace for every hundredth one: a tenth of the time of
    // a stream of messages. Whoever wants it sets the property.
    if (System.getProperty("io.netty.leakDetection.level") == null
        && System.getProperty("io.netty.leakDetectionLevel") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
    try {
      return new QuicTransport(context);
    } catch (IllegalArgumentException e) {
      throw new EngineException(
          ErrorClass.ARG, e.getMessage() + "; correct it with jmpirun --setting", e);
    }
  }
}
