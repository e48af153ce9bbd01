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
      do {
        MpiState.world().await(operation);
        throwIfStalled(operation);
      } while (!operation.isDone());
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
      if (MpiState.world().test(operation)) {
        return request.finish();
      }
      throwIfStalled(operation);
      return null;
    } catch (EngineException e) {
      throw request.raise(call, e);
    }
  }

  static Status[] waitAll(String call, Request[] requests) {
    Communicator world = check(call, requests);
    Operation[] operations = operations(requests);
    while (operations != null && hasUnfinished(operations)) {
      world.waits().awaitAll(operations);
      if (world.waits().isAnyStalled(operations)) {
        break;
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
          return world.waits().isAnyStalled(operations(requests))
              ? finishAll(call, requests)
              : null;
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
    if (operations == null) {
      return Status.of(MPI.UNDEFINED, MPI.SUCCESS);
    }
    while (true) {
      int index = world.waits().awaitAny(operations);
      raiseIfStalled(call, requests[index]);
      if (operations[index].isDone()) {
        return finishAt(call, requests, index);
      }
    }
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
    for (Request request : requests) {
      if (isActive(request)) {
        raiseIfStalled(call, request);
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
    world.waits().awaitAny(operations);
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

  private static boolean hasUnfinished(Operation[] operations) {
    for (Operation operation : operations) {
      if (operation != null && !operation.isDone()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSettled(Operation operation) {
    return operation.isDone() || MpiState.world().waits().stall(operation) != null;
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

  /**
   * @throws EngineException PROC_FAILED_PENDING when a failure holds the operation up
   */
  static void throwIfStalled(Operation operation) {
    EngineException stall = MpiState.world().waits().stall(operation);
    if (stall != null) {
      throw stall;
    }
  }

  private static void raiseIfStalled(String call, Request request) {
    try {
      throwIfStalled(request.operation());
    } catch (EngineException e) {
      throw request.raise(call, e);
    }
  }

  /**
   * All are done, or a failure holds one up: that one is ERR_PROC_FAILED_PENDING, and others that
   * are not done are ERR_PENDING.
   */
  private static Status[] finishAll(String call, Request[] requests) {
    Status[] statuses = new Status[requests.length];
    Failure failure = null;
    for (int i = 0; i < requests.length; i++) {
      Request request = requests[i];
      try {
        if (isActive(request) && !request.operation().isDone()) {
          throwIfStalled(request.operation());
          statuses[i] = Status.of(i, MPI.ERR_PENDING);
        } else {
          statuses[i] = isActive(request) ? request.finish() : new Status();
          statuses[i].at(i, MPI.SUCCESS);
        }
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
      if (isActive(request) && isSettled(request.operation())) {
        try {
          throwIfStalled(request.operation());
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
      throw Errors.raise(first.request.comm(), first.request.describe(call), named, statuses);
    }
  }

  /** The first request that failed. */
  private record Failure(Request request, int index, EngineException error) {}
}
