package org.jmpi.transport.probe;

import org.jmpi.net.Transport;
import org.jmpi.net.TransportContext;
import org.jmpi.net.TransportProvider;

/** Put in a jar by a test, to be found there. */
public final class FolderTransport implements TransportProvider {
  @Override
  public String name() {
    return "folder";
  }

  @Override
  public Transport open(TransportContext context) {
    throw new UnsupportedOperationException("only its name is asked for");
  }
}
