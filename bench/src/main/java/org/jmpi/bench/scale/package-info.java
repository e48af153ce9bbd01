/**
 * Collectives on ten to ten thousand ranks of a described network, in virtual time: the schedules
 * are those that the ranks would run ({@code org.jmpi.coll}), the network is {@code
 * org.jmpi.bench.sim}. Run it with {@code make bench-scale}; docs/benchmarks.md has the model.
 */
package org.jmpi.bench.scale;
