/**
 * Compares package {@code mpi} with the signatures of the two dialects, which lie in the resources
 * {@code api/openmpi-java.sig} and {@code api/mpijava.sig}. Knows nothing but what reflection
 * shows.
 */
package conformance.api;
