package mpi;

import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.StatusRecord;

/**
 * A persistent operation (MPI-4.1 §3.9): arguments that are bound once and started again and again.
 * It is inactive when made and after each completion, which does not make it null; freeing does.
 */
public final class Prequest extends Request {
  private final Starter starter;
  private boolean freed;

  Prequest(CommHandle comm, String call, Layout layout, Starter starter) {
    super(comm, call, null, layout);
    this.starter = starter;
  }

  /**
   * Starts the operation (MPI-4.1 §3.9). ERR_REQUEST while it is active, and for a null request.
   */
  public void start() throws MPIException {
    start("start");
  }

  /** As {@link #start}. */
  public void Start() throws MPIException {
    start("Start");
  }

  /** Starts all (MPI-4.1 §3.9). */
  public static void startAll(Prequest[] requests) throws MPIException {
    startAll("startAll", requests);
  }

  /** As {@link #startAll}. */
  public static void Startall(Prequest[] array_of_request) throws MPIException {
    startAll("Startall", array_of_request);
  }

  /** True once it was freed. */
  @Override
  public boolean isNull() {
    return freed;
  }

  /**
   * Makes the request null; an operation under way goes on (MPI-4.1 §3.7.3). ERR_REQUEST for a null
   * request.
   */
  @Override
  public void free() throws MPIException {
    if (freed) {
      throw raise("free", Errors.error(ErrorClass.REQUEST, "the request was freed already"));
    }
    freed = true;
    operation(null);
  }

  @Override
  Status newStatus(StatusRecord record) {
    Status status = starter.newStatus(record);
    return status == null ? super.newStatus(record) : status;
  }

  private static void startAll(String call, Prequest[] requests) {
    if (requests == null) {
      throw Errors.onSelf(call, Errors.error(ErrorClass.ARG, "the array of requests is null"));
    }
    for (Prequest request : requests) {
      if (request == null) {
        throw Errors.onSelf(call, Errors.error(ErrorClass.REQUEST, "a request is null"));
      }
    }
    for (Prequest request : requests) {
      request.start(call);
    }
  }

  private void start(String call) {
    try {
      if (freed) {
        throw Errors.error(ErrorClass.REQUEST, "the request was freed");
      }
      if (operation() != null) {
        throw Errors.error(
            ErrorClass.REQUEST, "the request is active; complete it before the next start");
      }
      operation(starter.start());
    } catch (EngineException e) {
      throw raise(call, e);
    }
  }

  /** The bound arguments. */
  abstract static class Starter {
    abstract Operation start();

    /** Null where the datatype alone tells. */
    Status newStatus(StatusRecord record) {
      return null;
    }
  }
}
