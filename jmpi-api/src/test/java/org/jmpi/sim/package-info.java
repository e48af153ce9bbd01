/**
 * A whole cluster in one thread with virtual time: real engines and sessions over a network model
 * with delay, reordering between streams, arbitrary cuts, lost connections and dead processes,
 * everything from one seed.
 */
package org.jmpi.sim;
