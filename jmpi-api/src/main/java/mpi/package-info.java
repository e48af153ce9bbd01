/**
 * What programs see: the superset of Open MPI's Java bindings ({@code comm.getRank()}, {@code
 * comm.send(…)}) and of mpiJava 1.2 / MPJ Express ({@code comm.Rank()}, {@code comm.Send(…)}).
 * Argument checks, conversion and error handlers live here, nothing else: buffers and datatypes go
 * down as {@code org.jmpi.data} layouts to {@code org.jmpi.comm}, statuses and {@code
 * EngineException}s come back up and leave as {@link mpi.Status} and {@link mpi.MPIException}. Each
 * rank has this package once, defined by a class loader of its own when several ranks share a
 * process, so statics are per rank.
 *
 * <p>Lower-case calls are Open MPI's, capitalised ones mpiJava's; they may be mixed freely. Counts
 * and offsets are in elements of the datatype's base type unless a method says otherwise.
 */
package mpi;
