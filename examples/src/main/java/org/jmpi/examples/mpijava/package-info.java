/**
 * Small programs in the spelling of mpiJava 1.2 and MPJ Express. They know package {@code mpi}
 * alone; data come in from the command line and go out to standard output.
 */
package org.jmpi.examples.mpijava;
