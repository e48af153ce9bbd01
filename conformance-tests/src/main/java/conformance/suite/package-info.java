/**
 * A conformance suite for the Java bindings of MPI, as one program that any launcher starts on any
 * number of ranks: {@link conformance.suite.Suite}.
 *
 * <p>{@code cases} holds tables: each case is one call in one form and cites the rule of MPI-4.1 or
 * of mpiJava 1.2 that it checks. The frame here takes each to every kind of communicator, datatype,
 * buffer and root, collects what fails without stopping the other ranks, and reports. Expected
 * values are computed from ranks and indices alone. Knows the public API of package {@code mpi} and
 * nothing of the engine, so that it compiles against other libraries that have the members.
 */
package conformance.suite;
