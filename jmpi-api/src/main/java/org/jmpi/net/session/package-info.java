/**
 * The session core: what stands above the connections to one peer. Numbers frames, takes them from
 * several streams in any order, removes duplicates, acknowledges ranges, and replays what a lost
 * connection may have lost. No I/O, no clock: the QUIC transport and the simulated network drive
 * the same classes. Frames come in by {@link org.jmpi.net.session.SessionCore#claim}, go out as
 * records ({@link org.jmpi.net.session.Record}); records come in by {@link
 * org.jmpi.net.session.RecordDecoder}.
 */
package org.jmpi.net.session;
