/**
 * Benchmarks of links between sites, run in the lab of {@code bench/lab}: MPI programs that use
 * only what Open MPI's Java bindings have, and the same measurements over plain TCP sockets. Data
 * are checked; round trips come with percentiles, in multiples of the link's. {@code
 * tools/bench-wan} runs them in turn on the same link.
 */
package org.jmpi.bench.wan;
