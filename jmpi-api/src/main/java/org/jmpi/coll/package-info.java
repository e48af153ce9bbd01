/**
 * Collective operations (MPI-4.1 §6). An {@link org.jmpi.coll.Algorithm} writes one rank's part as
 * a {@link org.jmpi.coll.Schedule}, a graph of send, receive, reduce and copy steps; {@link
 * org.jmpi.coll.ScheduleRunner} executes any number of them at a time over a {@link
 * org.jmpi.coll.MessagePort}; {@link org.jmpi.coll.Selector} says which algorithm runs. {@link
 * org.jmpi.coll.Collectives} is the door: calls with the program's buffers come in there, messages
 * go out by the port, and a {@link org.jmpi.coll.CollectiveOperation} says when it is done. No I/O,
 * threads or clock in here. May know {@code p2p}, {@code data}, {@code topology} and {@code error}.
 */
package org.jmpi.coll;
