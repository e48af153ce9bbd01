package mpi;

import java.util.function.Function;
import org.jmpi.comm.AgreeOperation;
import org.jmpi.comm.Repair;
import org.jmpi.error.EngineException;

/**
 * What a program does when members of a communicator have failed: User-Level Failure Mitigation
 * (ULFM), the MPI Forum's proposal for fault tolerance, in both spellings. All of it works on a
 * revoked communicator. Those that need other members raise ERR_UNSUPPORTED_OPERATION where the
 * recovery protocols are not on the class path.
 */
abstract class CommFaultTolerance extends CommCaching {
  CommFaultTolerance(boolean predefined) {
    super(predefined);
  }

  /**
   * Makes the communicator useless at every living member (ULFM, MPI_Comm_revoke): what is under
   * way there, and all that is not local and started later, raises ERR_REVOKED, but for the calls
   * of this kind. Any member calls it, when it leaves the common path because of an error, so that
   * no other waits for it. Again does nothing.
   */
  public void revoke() throws MPIException {
    revoke("revoke");
  }

  /** As {@link #revoke()}. */
  public void Revoke() throws MPIException {
    revoke("Revoke");
  }

  /** True once some member has revoked it and this one knows (ULFM, MPI_Comm_is_revoked). */
  public boolean isRevoked() throws MPIException {
    return ask("isRevoked", Repair::isRevoked);
  }

  /** As {@link #isRevoked}. */
  public boolean Is_revoked() throws MPIException {
    return ask("Is_revoked", Repair::isRevoked);
  }

  /**
   * The members that this process knows to be dead, in the order in which it learned of them (ULFM,
   * MPI_Comm_get_failed): a later answer begins with all earlier ones. Other members may know more
   * or fewer, in another order. Of an intercommunicator those of both groups. Local.
   */
  public Group getFailed() throws MPIException {
    return new Group(ask("getFailed", Repair::failed));
  }

  /** As {@link #getFailed}. */
  public Group Get_failed() throws MPIException {
    return new Group(ask("Get_failed", Repair::failed));
  }

  /**
   * Acknowledges the first {@code count} members of {@link #getFailed} (ULFM, MPI_Comm_ack_failed):
   * once all known failures are acknowledged, receives and probes from any source work again, and
   * {@link #agree} does not complain of failures that all members have acknowledged. Local. ERR_ARG
   * for a negative count.
   *
   * @return how many are acknowledged now
   */
  public int ackFailed(int count) throws MPIException {
    return ask("ackFailed", repair -> repair.acknowledge(count));
  }

  /** As {@link #ackFailed}. */
  public int Ack_failed(int count) throws MPIException {
    return ask("Ack_failed", repair -> repair.acknowledge(count));
  }

  /**
   * Bitwise and of what the living members give (ULFM, MPI_Comm_agree). Collective; ends at all
   * living members with the same result, whoever dies meanwhile. ERR_PROC_FAILED at all of them
   * when a member is dead whose failure not all have acknowledged; the result is then in {@link
   * MPIException#getAgreement}.
   */
  public Agreement agree(int flag) throws MPIException {
    return agree("agree", repair -> repair.agree(flag));
  }

  /** As {@link #agree(int)}. */
  public Agreement Agree(int flag) throws MPIException {
    return agree("Agree", repair -> repair.agree(flag));
  }

  /** Starts an {@link #agree(int)} (ULFM, MPI_Comm_iagree). */
  public AgreementRequest iAgree(int flag) throws MPIException {
    return startAgree("iAgree", repair -> repair.startAgree(flag));
  }

  /** As {@link #iAgree}. */
  public AgreementRequest Iagree(int flag) throws MPIException {
    return startAgree("Iagree", repair -> repair.startAgree(flag));
  }

  /**
   * The dead members, equal at all that live (proposed to ULFM as MPI_Comm_agree_failed): all that
   * any member knew when it called. Collective. Raises no error because of them.
   */
  public Group agreeFailed() throws MPIException {
    return agree("agreeFailed", Repair::agreeFailed).getFailed();
  }

  /** As {@link #agreeFailed}. */
  public Group Agree_failed() throws MPIException {
    return agree("Agree_failed", Repair::agreeFailed).getFailed();
  }

  /** Starts an {@link #agreeFailed}; the group is that of the request's agreement. */
  public AgreementRequest iAgreeFailed() throws MPIException {
    return startAgree("iAgreeFailed", Repair::startAgreeFailed);
  }

  /** As {@link #iAgreeFailed}. */
  public AgreementRequest Iagree_failed() throws MPIException {
    return startAgree("Iagree_failed", Repair::startAgreeFailed);
  }

  private void revoke(String call) {
    ask(
        call,
        repair -> {
          repair.revoke();
          return null;
        });
  }

  private Agreement agree(String call, Function<Repair, AgreeOperation> agreement) {
    AgreeOperation operation = null;
    try {
      operation = agreement.apply(engine().repair());
      if (operation.error() != null) {
        throw operation.error();
      }
      return AgreementRequest.of(operation);
    } catch (EngineException e) {
      Agreement known = operation == null ? null : AgreementRequest.of(operation);
      throw Errors.raise(this, call, e, known);
    }
  }

  private AgreementRequest startAgree(String call, Function<Repair, AgreeOperation> start) {
    return new AgreementRequest(this, call, ask(call, start));
  }

  private <T> T ask(String call, Function<Repair, T> query) {
    try {
      return query.apply(engine().repair());
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }
}
