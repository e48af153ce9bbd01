/** JMH benchmarks of the engine's cores: run them with {@code make bench-jmh}. */
package org.jmpi.bench.jmh;
