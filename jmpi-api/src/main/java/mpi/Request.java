package mpi;

import java.nio.Buffer;
import org.jmpi.comm.Communicator;
import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.StatusRecord;

/**
 * A non-blocking operation (MPI-4.1 §3.7). A call that completes it makes it null; calls on a null
 * request return at once with an empty status. Null references and null requests in arrays are
 * skipped. An error of the operation is raised by the call that completes it, under the rule of the
 * spelling that started it.
 *
 * <p>A receive from any source while a member of its communicator has failed, and the program has
 * not acknowledged that ({@link Comm#ackFailed}): calls that wait or test raise
 * ERR_PROC_FAILED_PENDING unless the message is there; the request stays active and may still
 * complete (ULFM).
 */
public class Request extends MpijavaRequest implements Freeable {
  private final CommHandle comm;
  private final String call;
  private final Layout layout;
  private Operation operation;

  /** Kept from the collector while the request exists; null for none. */
  protected Buffer sendBuf;

  /** As {@link #sendBuf} for what is received into. */
  protected Buffer recvBuf;

  /** Made by {@link #getStatus} before the request is completed. */
  private Status early;

  /**
   * A request for {@code operation}.
   *
   * @param call the public method that made it
   * @param layout of a receive; else null
   */
  Request(CommHandle comm, String call, Operation operation, Layout layout) {
    this.comm = comm;
    this.call = call;
    this.operation = operation;
    this.layout = layout;
  }

  @Override
  final Request self() {
    return this;
  }

  /** True when there is nothing to wait for any more, nor will be (MPI-4.1 §3.7.3). */
  public boolean isNull() {
    return operation == null;
  }

  /** Waits until the operation is complete (MPI-4.1 §3.7.3). */
  public void waitFor() throws MPIException {
    Requests.waitOne("waitFor", this);
  }

  /** As {@link #waitFor}; tells what came. */
  public Status waitStatus() throws MPIException {
    return Requests.waitOne("waitStatus", this);
  }

  /**
   * True when the operation is complete; the request is null then (MPI-4.1 §3.7.3). Never waits.
   */
  public boolean test() throws MPIException {
    return Requests.testOne("test", this) != null;
  }

  /** As {@link #test}: what came, or null when the operation is not complete. */
  public Status testStatus() throws MPIException {
    return Requests.testOne("testStatus", this);
  }

  /** As {@link #testStatus}, but the request stays as it is (MPI-4.1 §3.7.6). */
  public Status getStatus() throws MPIException {
    Operation current = operation;
    if (current == null) {
      return new Status();
    }
    try {
      if (!MpiState.world().test(current)) {
        Requests.throwIfStalled(current);
        return null;
      }
      if (current.error() != null) {
        throw current.error();
      }
      return early();
    } catch (EngineException e) {
      throw raise("getStatus", e);
    }
  }

  /**
   * Asks that the operation be given up (MPI-4.1 §3.8.4); it must still be completed, and {@link
   * Status#isCancelled} tells whether it was. ERR_REQUEST for a null request and for collectives.
   */
  public void cancel() throws MPIException {
    cancel("cancel");
  }

  /**
   * Forgets the request; the operation goes on (MPI-4.1 §3.7.3). Does nothing when it is complete:
   * programs for Open MPI free requests that they have waited for. ERR_REQUEST for {@link
   * MPI#REQUEST_NULL}.
   */
  @Override
  public void free() throws MPIException {
    if (this == MPI.REQUEST_NULL) {
      throw Errors.onSelf("free", nullRequest());
    }
    operation = null;
  }

  /** Waits for all; an error of any is ERR_IN_STATUS (MPI-4.1 §3.7.5). */
  public static void waitAll(Request[] requests) throws MPIException {
    Requests.waitAll("waitAll", requests);
  }

  /** As {@link #waitAll}; a status for each request. */
  public static Status[] waitAllStatus(Request[] requests) throws MPIException {
    return Requests.waitAll("waitAllStatus", requests);
  }

  /** As {@link #waitAllStatus}. */
  public static Status[] Waitall(Request[] r) throws MPIException {
    return Requests.waitAll("Waitall", r);
  }

  /** True when all are complete; all are null then, else none changes (MPI-4.1 §3.7.5). */
  public static boolean testAll(Request[] requests) throws MPIException {
    return Requests.testAll("testAll", requests) != null;
  }

  /** As {@link #testAll}: a status for each request, or null when not all are complete. */
  public static Status[] testAllStatus(Request[] requests) throws MPIException {
    return Requests.testAll("testAllStatus", requests);
  }

  /** As {@link #testAllStatus}. */
  public static Status[] Testall(Request[] r) throws MPIException {
    return Requests.testAll("Testall", r);
  }

  /** Waits for one: its index, or {@link MPI#UNDEFINED} when none is active (MPI-4.1 §3.7.5). */
  public static int waitAny(Request[] requests) throws MPIException {
    return Requests.waitAny("waitAny", requests).index;
  }

  /** As {@link #waitAny}, the index being in the status. */
  public static Status waitAnyStatus(Request[] requests) throws MPIException {
    return Requests.waitAny("waitAnyStatus", requests);
  }

  /** As {@link #waitAnyStatus}; the index is in {@link Status#index}. */
  public static Status Waitany(Request[] r) throws MPIException {
    return Requests.waitAny("Waitany", r);
  }

  /**
   * The index of one that is complete; {@link MPI#UNDEFINED} when none is, or none is active
   * (MPI-4.1 §3.7.5). Never waits.
   */
  public static int testAny(Request[] requests) throws MPIException {
    Status status = Requests.testAny("testAny", requests);
    return status == null ? MPI.UNDEFINED : status.index;
  }

  /**
   * As {@link #testAny}, the index being in the status; null when none is complete, an empty status
   * with index {@link MPI#UNDEFINED} when none is active.
   */
  public static Status testAnyStatus(Request[] requests) throws MPIException {
    return Requests.testAny("testAnyStatus", requests);
  }

  /** As {@link #testAnyStatus}; the index is in {@link Status#index}. */
  public static Status Testany(Request[] r) throws MPIException {
    return Requests.testAny("Testany", r);
  }

  /**
   * Waits until at least one is complete: the indices of all that are, or null when none is active
   * (MPI-4.1 §3.7.5). An error of any is ERR_IN_STATUS.
   */
  public static int[] waitSome(Request[] requests) throws MPIException {
    return Requests.indices(Requests.waitSome("waitSome", requests));
  }

  /** As {@link #waitSome}; the indices are in the statuses. */
  public static Status[] waitSomeStatus(Request[] requests) throws MPIException {
    return Requests.waitSome("waitSomeStatus", requests);
  }

  /** As {@link #waitSomeStatus}, but empty when none is active. */
  public static Status[] Waitsome(Request[] r) throws MPIException {
    return Requests.notNull(Requests.waitSome("Waitsome", r));
  }

  /**
   * The indices of all that are complete, or null when none is active (MPI-4.1 §3.7.5). Never
   * waits.
   */
  public static int[] testSome(Request[] requests) throws MPIException {
    return Requests.indices(Requests.testSome("testSome", requests));
  }

  /** As {@link #testSome}; the indices are in the statuses. */
  public static Status[] testSomeStatus(Request[] requests) throws MPIException {
    return Requests.testSome("testSomeStatus", requests);
  }

  /** As {@link #testSomeStatus}, but empty when none is active. */
  public static Status[] Testsome(Request[] r) throws MPIException {
    return Requests.notNull(Requests.testSome("Testsome", r));
  }

  /** Keeps a buffer to send from the collector. */
  protected final void addSendBufRef(Buffer buf) {
    sendBuf = buf;
  }

  /** Keeps a buffer to receive into from the collector. */
  protected final void addRecvBufRef(Buffer buf) {
    recvBuf = buf;
  }

  /** What is under way; null when nothing is. */
  final Operation operation() {
    return operation;
  }

  /** Puts something new under way. */
  final void operation(Operation started) {
    operation = started;
    early = null;
  }

  final CommHandle comm() {
    return comm;
  }

  final String call() {
    return call;
  }

  /** The status of the completed operation. */
  Status newStatus(StatusRecord record) {
    return new Status(record, layout);
  }

  /** Whether the standard lets it be cancelled. */
  boolean isCancellable() {
    return true;
  }

  /**
   * Makes the request null and tells how the operation, which is done, ended.
   *
   * @throws EngineException its error
   */
  final Status finish() {
    Operation finished = operation;
    Status known = early;
    operation = null;
    early = null;
    if (finished.error() != null) {
      throw finished.error();
    }
    return known == null ? newStatus(finished.status()) : known;
  }

  /**
   * Waits and finishes, for a blocking call; errors are the caller's to raise. A receive from any
   * source that a failure holds up is given up (ULFM).
   */
  final Status await() {
    MpiState.world().awaitOrEnd(operation);
    return finish();
  }

  /** Gets a receive out of the way whose send failed. */
  final void withdraw(Communicator c) {
    c.cancel(operation);
    c.await(operation);
    operation = null;
  }

  final void cancel(String cancelCall) {
    try {
      Operation current = operation;
      if (current == null) {
        throw nullRequest();
      }
      if (!isCancellable()) {
        throw Errors.error(ErrorClass.REQUEST, "a collective operation cannot be cancelled");
      }
      MpiState.world().cancel(current);
    } catch (EngineException e) {
      throw raise(cancelCall, e);
    }
  }

  /** Raises an error of the operation, found by {@code completer}, as the communicator wants it. */
  MPIException raise(String completer, EngineException e) {
    return comm == null ? Errors.onSelf(completer, e) : Errors.raise(comm, describe(completer), e);
  }

  /** The call that made the request, in the one that completes it. */
  final String describe(String completer) {
    return call + " (in " + completer + ")";
  }

  private Status early() {
    if (early == null) {
      early = newStatus(operation.status());
    }
    return early;
  }

  private static EngineException nullRequest() {
    return Errors.error(ErrorClass.REQUEST, "the request is null: it is complete or was freed");
  }
}
