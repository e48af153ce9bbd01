package org.jmpi.net;

/**
 * Found by {@link java.util.ServiceLoader}; loaded only when a peer needs it, so that start-up pays
 * nothing.
 */
public interface TransportProvider {
  /** The name of the transport that {@link #open} makes, for example {@code quic}. */
  String name();

  /**
   * Opens the transport; called under the engine's lock, may take as long as loading native code
   * takes.
   */
  Transport open(TransportContext context);
}
