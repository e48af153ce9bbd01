package mpi;

import org.jmpi.comm.Communicator;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;

/**
 * Completion of one, any, some or all of several requests (MPI-4.1 §3.7.3, §3.7.5), for both
 * spellings.
 */
final class Requests {
  private Requests() {}

  static Status waitOne(String call, Request request) {
    Operation operation = request.operation();
    if (operation == null) {
      return new Status();
    }
    try {
      MpiState.world().await(operation);
      return request.finish();
    } catch (EngineException e) {
      throw request.raise(call, e);
    }
  }

  /** Null when it is not complete. */
  static Status testOne(String call, Request request) {
    Operation operation = request.operation();
    if (operation == null) {
      return new Status();
    }
    try {
      return MpiState.world().test(operation) ? request.finish() : null;
    } catch (EngineException e) {
      throw request.raise(call, e);
    }
  }

  static Status[] waitAll(String call, Request[] requests) {
    Communicator world = check(call, requests);
    for (Request request : requests) {
      if (isActive(request)) {
        world.await(request.operation());
      }
    }
    return finishAll(call, requests);
  }

  /** Null when not all are complete. */
  static Status[] testAll(String call, Request[] requests) {
    Communicator world = check(call, requests);
    boolean polled = false;
    for (Request request : requests) {
      if (isActive(request) && !request.operation().isDone()) {
        if (polled || !world.test(request.operation())) {
          return null;
        }
        polled = true;
      }
    }
    return finishAll(call, requests);
  }

  /** An empty status with index UNDEFINED when none is active. */
  static Status waitAny(String call, Request[] requests) {
    Communicator world = check(call, requests);
    Operation[] operations = operations(requests);
    return operations == null
        ? Status.of(MPI.UNDEFINED, MPI.SUCCESS)
        : finishAt(call, requests, world.awaitAny(operations));
  }

  /** Null when none is complete; an empty status with index UNDEFINED when none is active. */
  static Status testAny(String call, Request[] requests) {
    Communicator world = check(call, requests);
    if (!poll(world, requests)) {
      return Status.of(MPI.UNDEFINED, MPI.SUCCESS);
    }
    for (int i = 0; i < requests.length; i++) {
      if (isActive(requests[i]) && requests[i].operation().isDone()) {
        return finishAt(call, requests, i);
      }
    }
    return null;
  }

  /** Null when none is active. */
  static Status[] waitSome(String call, Request[] requests) {
    Communicator world = check(call, requests);
    Operation[] operations = operations(requests);
    if (operations == null) {
      return null;
    }
    world.awaitAny(operations);
    return finishDone(call, requests);
  }

  /** Null when none is active; empty when none is complete. */
  static Status[] testSome(String call, Request[] requests) {
    Communicator world = check(call, requests);
    return poll(world, requests) ? finishDone(call, requests) : null;
  }

  /** The indices in statuses; null for null. */
  static int[] indices(Status[] statuses) {
    if (statuses == null) {
      return null;
    }
    int[] indices = new int[statuses.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = statuses[i].index;
    }
    return indices;
  }

  /** An empty array for null. */
  static Status[] notNull(Status[] statuses) {
    return statuses == null ? new Status[0] : statuses;
  }

  private static Communicator check(String call, Request[] requests) {
    try {
      if (requests == null) {
        throw Errors.error(ErrorClass.ARG, "the array of requests is null");
      }
      return MpiState.world();
    } catch (EngineException e) {
      throw Errors.onSelf(call, e);
    }
  }

  private static boolean isActive(Request request) {
    return request != null && request.operation() != null;
  }

  /** By place in the array; null when none is active. */
  private static Operation[] operations(Request[] requests) {
    Operation[] operations = null;
    for (int i = 0; i < requests.length; i++) {
      if (isActive(requests[i])) {
        if (operations == null) {
          operations = new Operation[requests.length];
        }
        operations[i] = requests[i].operation();
      }
    }
    return operations;
  }

  /** Gives the engine one turn; false when there is nothing to wait for. */
  private static boolean poll(Communicator world, Request[] requests) {
    boolean active = false;
    for (Request request : requests) {
      if (isActive(request)) {
        active = true;
        if (!request.operation().isDone()) {
          world.test(request.operation());
          return true;
        }
      }
    }
    return active;
  }

  private static Status finishAt(String call, Request[] requests, int index) {
    Request request = requests[index];
    try {
      return request.finish().at(index, MPI.SUCCESS);
    } catch (EngineException e) {
      throw request.raise(call, e);
    }
  }

  private static Status[] finishAll(String call, Request[] requests) {
    Status[] statuses = new Status[requests.length];
    Failure failure = null;
    for (int i = 0; i < requests.length; i++) {
      Request request = requests[i];
      try {
        statuses[i] = isActive(request) ? request.finish() : new Status();
        statuses[i].at(i, MPI.SUCCESS);
      } catch (EngineException e) {
        statuses[i] = Status.of(i, e.errorClass().code());
        failure = failure == null ? new Failure(request, i, e) : failure;
      }
    }
    raiseIn(call, failure, statuses);
    return statuses;
  }

  private static Status[] finishDone(String call, Request[] requests) {
    Status[] statuses = new Status[requests.length];
    Failure failure = null;
    int count = 0;
    for (int i = 0; i < requests.length; i++) {
      Request request = requests[i];
      if (isActive(request) && request.operation().isDone()) {
        try {
          statuses[count] = request.finish().at(i, MPI.SUCCESS);
        } catch (EngineException e) {
          statuses[count] = Status.of(i, e.errorClass().code());
          failure = failure == null ? new Failure(request, i, e) : failure;
        }
        count++;
      }
    }
    Status[] done = java.util.Arrays.copyOf(statuses, count);
    raiseIn(call, failure, done);
    return done;
  }

  private static void raiseIn(String call, Failure first, Status[] statuses) {
    if (first != null) {
      EngineException named =
          new EngineException(
              first.error.errorClass(),
              "request " + first.index + ": " + first.error.getMessage(),
              first.error.failedProcesses(),
              first.error);
      throw Errors.raise(
          first.request.comm(), first.request.call() + " (in " + call + ")", named, statuses);
    }
  }

  /** The first request that failed. */
  private record Failure(Request request, int index, EngineException error) {}
}
