/**
 * What goes wrong below package {@code mpi}: the standard's error classes and the engine's one
 * exception. Knows nothing; every room may know it. Package {@code mpi} translates {@link
 * org.jmpi.error.EngineException} into {@code MPIException}.
 */
package org.jmpi.error;
