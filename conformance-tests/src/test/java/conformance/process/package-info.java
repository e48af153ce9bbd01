/** Jobs of real processes, started through {@code build/jmpi/bin/jmpirun}. */
package conformance.process;
