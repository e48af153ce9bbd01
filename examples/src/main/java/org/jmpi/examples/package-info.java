/**
 * Programs to learn from: small ones in both spellings ({@link org.jmpi.examples.openmpi}, {@link
 * org.jmpi.examples.mpijava}) and a real one ({@link org.jmpi.examples.digits}). They know package
 * {@code mpi} and nothing of the engine; each checks its own result and ends with a non-zero exit
 * code when it is wrong.
 */
package org.jmpi.examples;
