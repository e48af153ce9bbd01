/**
 * Virtual time: a queue of events, and a network whose links are shared by the flows that cross
 * them. Knows nothing of message passing; deterministic; one thread.
 */
package org.jmpi.bench.sim;
