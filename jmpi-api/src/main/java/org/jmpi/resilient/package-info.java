/**
 * What programs that survive deaths otherwise write by hand each time: steps that are repeated on a
 * repaired communicator, spare ranks that take the place of dead ones, and a checkpoint in the
 * memory of a partner.
 *
 * <p>A layer above package {@code mpi}, and not below it: it uses nothing but that package's public
 * calls (revoke, agree, shrink), so a program could do the same. No room knows it. Data come in and
 * go out by the program's {@link org.jmpi.resilient.Task}.
 *
 * <p>Two rules keep members together. Whatever they must decide alike is decided by an agreement
 * (ULFM, MPI_Comm_agree), which has one result for all that live; and no communicator is used
 * before an agreement has said that all members have it, so that whoever leaves the common path can
 * revoke it for all that wait on it.
 */
package org.jmpi.resilient;
