/**
 * Frames, links and the transport interface. A {@link org.jmpi.net.Link} carries numbered frames to
 * one peer exactly once but in <em>any order</em>, and pulls bulk data from a {@link
 * org.jmpi.net.BulkSource}; {@link org.jmpi.net.LinkEvents} is where input goes. A {@link
 * org.jmpi.net.Transport} makes links and is polled by the thread that waits. Links to self and
 * between ranks of one process live here; QUIC is a module of its own. May know {@code job} and
 * {@code error}.
 */
package org.jmpi.net;
