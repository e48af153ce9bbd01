/**
 * Small programs in the spelling of Open MPI's Java bindings. They know package {@code mpi} alone;
 * data come in from the command line and go out to standard output.
 */
package org.jmpi.examples.openmpi;
