/**
 * Links between hosts over QUIC (RFC 9000), by Netty's codec. The room has two floors. Below,
 * {@code QuicEndpoint} owns one UDP port on which it dials and accepts connections, each mutually
 * authenticated and bound to a process id; it is driven by whichever thread holds the engine's lock
 * ({@code LockDrivenEventLoop}), and paces what it sends. Above it, a session per peer makes a link
 * of replaceable connections. Bytes come in from the socket and leave as events of {@code
 * ConnectionEvents}; bytes go out through {@code OutgoingStream}. May know {@code net}, {@code job}
 * and {@code error} of the engine, Netty and SLF4J.
 */
package org.jmpi.transport.quic;
