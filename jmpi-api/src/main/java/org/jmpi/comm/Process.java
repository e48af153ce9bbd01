package org.jmpi.comm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jmpi.coll.HostMemory;
import org.jmpi.data.ObjectCodec;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;

/**
 * What the communicators of one process share: its engine and progress, the context ids it gives
 * out, and the list of communicators, which are told of failures.
 */
public final class Process {
  /** Upper half of the ids of contexts that exist from the start; no process has this index. */
  static final int JOB_CREATOR = 0x3FFFFFFF;

  private static final int WORLD_COUNTER = 1;

  private final int index;
  private final P2pEngine engine;
  private final Progress progress;
  private final Map<String, String> settings;
  private final ObjectCodec codec;
  private final HostMemory hostMemory;
  private final OperationPool operations = new OperationPool();
  private final List<Communicator> communicators = new ArrayList<>();
  private int nextContextCounter = 1;

  /**
   * A process without communicators.
   *
   * @param index in the process table
   * @param settings equal at all processes of the job
   * @param hostMemory shared with processes of the same host; null when there is none
   */
  public Process(
      int index,
      P2pEngine engine,
      Progress progress,
      Map<String, String> settings,
      ObjectCodec codec,
      HostMemory hostMemory) {
    this.index = index;
    this.engine = engine;
    this.progress = progress;
    this.settings = Map.copyOf(settings);
    this.codec = codec;
    this.hostMemory = hostMemory;
  }

  /** MPI_COMM_WORLD over these processes. Called under the lock. */
  public Communicator openWorld(int[] processes) {
    return open(
        contextId(JOB_CREATOR, WORLD_COUNTER), ProcessGroup.of(processes), "MPI_COMM_WORLD");
  }

  /** MPI_COMM_SELF. Called under the lock. */
  public Communicator openSelf() {
    return open(contextId(index, 0), ProcessGroup.of(index), "MPI_COMM_SELF");
  }

  /** A process is dead: ends what needs it. Called under the lock. */
  public void onProcessFailed(int process, String cause) {
    engine.onProcessFailed(process, cause);
    for (Communicator communicator : List.copyOf(communicators)) {
      communicator.onProcessFailed(process);
    }
  }

  private Communicator open(long contextId, ProcessGroup group, String name) {
    return open(contextId, group, null, name);
  }

  /**
   * A communicator of these members. Called under the lock.
   *
   * @param remote the other group of an intercommunicator, else null
   */
  Communicator open(long contextId, ProcessGroup group, ProcessGroup remote, String name) {
    Communicator communicator = new Communicator(this, contextId, group, remote, name);
    communicators.add(communicator);
    ProcessGroup members = communicator.members();
    for (int rank = 0; rank < members.size(); rank++) {
      if (engine.isFailed(members.process(rank))) {
        communicator.onProcessFailed(members.process(rank));
      }
    }
    return communicator;
  }

  void closed(Communicator communicator) {
    communicators.remove(communicator);
  }

  /** An id that nobody has used and nobody else will. Called under the lock. */
  long newContextId() {
    return contextId(index, nextContextCounter++);
  }

  private static long contextId(int creator, int counter) {
    return (long) creator << 32 | counter & 0xFFFFFFFFL;
  }

  int index() {
    return index;
  }

  P2pEngine engine() {
    return engine;
  }

  Progress progress() {
    return progress;
  }

  Map<String, String> settings() {
    return settings;
  }

  ObjectCodec codec() {
    return codec;
  }

  /** Null when this process shares memory with nobody. */
  HostMemory hostMemory() {
    return hostMemory;
  }

  OperationPool operations() {
    return operations;
  }
}
