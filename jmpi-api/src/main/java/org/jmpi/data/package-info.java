/**
 * User memory, the memory layouts of MPI datatypes, and reduction operators. Data come in as the
 * program's arrays and {@code java.nio} buffers and go out as packed little-endian bytes, and the
 * other way round; {@link org.jmpi.data.Payload} is the door. {@link org.jmpi.data.ReduceOp}
 * combines arrays of one {@link org.jmpi.data.Layout}; {@link org.jmpi.data.Scratch} makes the
 * arrays that collectives need meanwhile. May know {@code error} alone.
 */
package org.jmpi.data;
