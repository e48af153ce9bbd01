/**
 * Point-to-point messages: matching in MPI's order, eager and rendezvous protocols, credit,
 * requests, probe. {@link org.jmpi.p2p.P2pEngine} is a state machine without I/O, threads or clock:
 * calls and {@link org.jmpi.net.LinkEvents} come in, frames go out by {@link org.jmpi.net.Link},
 * and an {@link org.jmpi.p2p.Operation} says when it is done. May know {@code net}, {@code data},
 * {@code fault}, {@code job} and {@code error}.
 */
package org.jmpi.p2p;
