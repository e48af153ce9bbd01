package org.jmpi.comm;

import org.jmpi.coll.BlockingCollectives;
import org.jmpi.coll.Collectives;
import org.jmpi.coll.InterCollectives;
import org.jmpi.data.GrowingBytes;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.error.EngineException;
import org.jmpi.p2p.MatchContext;
import org.jmpi.p2p.MatchedMessage;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;
import org.jmpi.p2p.RecvOp;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.SendOp;
import org.jmpi.p2p.StatusRecord;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.Tiers;

/**
 * A communicator (MPI-4.1 §7.2): a group with a matching space for messages and one for
 * collectives. In an intercommunicator ranks to send to and receive from are those of the remote
 * group, and the matching space of collectives has both groups in it. Buffers are given as in
 * {@link Payload#set}. Blocking calls return when done or throw {@link EngineException}; {@code
 * start…} calls return an {@link Operation} that never throws by itself. Safe for use by several
 * threads.
 */
public final class Communicator {
  /** A source or destination that means nobody (MPI-4.1 §3.10). */
  public static final int PROC_NULL = -2;

  /** The color of a process that wants no new communicator (MPI-4.1 §7.4.2). */
  public static final int UNDEFINED = -32766;

  private static final long COLLECTIVE_BIT = 1L << 63;

  private final Process process;
  private final ProcessGroup group;

  /** Null in an intracommunicator. */
  private final ProcessGroup remote;

  /** Both groups of an intercommunicator in an order that both sides know; else the group. */
  private final ProcessGroup members;

  private final MatchContext context;
  private final MatchContext collectiveContext;
  private final Collectives collectives;
  private final BlockingCollectives blocking;
  private final Probes probes;
  private final Waits waits;
  private final Repair repair;
  private final int rank;
  private volatile String name;
  private volatile boolean freed;
  private volatile Topology topology;

  /**
   * @param remote null for an intracommunicator
   * @param rates between the sites of the group, as all members know them; null for unknown
   */
  Communicator(
      Process process,
      long contextId,
      ProcessGroup group,
      ProcessGroup remote,
      String name,
      LinkRates rates) {
    this.process = process;
    this.group = group;
    this.remote = remote;
    this.members = remote == null ? group : isFirst() ? group.union(remote) : remote.union(group);
    this.name = name;
    this.rank = group.rankOf(process.index());
    P2pEngine engine = process.engine();
    this.context = engine.openContext(contextId, peers().processes(), remote == null ? rank : -1);
    this.collectiveContext =
        engine.openContext(
            contextId | COLLECTIVE_BIT, members.processes(), members.rankOf(process.index()));
    Tiers tiers = remote == null ? process.tiersOf(group, rates) : Tiers.flat(members.size());
    this.collectives =
        remote == null
            ? new Collectives(
                engine,
                collectiveContext,
                process.progress(),
                process.settings(),
                process.codec(),
                tiers)
            : new InterCollectives(
                engine,
                collectiveContext,
                process.progress(),
                process.settings(),
                process.codec(),
                isFirst() ? 0 : remote.size(),
                group.size());
    this.blocking =
        new BlockingCollectives(
            collectives,
            process.progress(),
            isOnOneHost(tiers) ? process.hostMemory() : null,
            contextId,
            process.hostExtras(members.size()),
            remote == null ? process.agreementOf(tiers, group) : null);
    this.probes = new Probes(engine, context, process.progress());
    this.waits = new Waits(process);
    this.repair = new Repair(this);
  }

  /** Also where it is only pretended that members are on other hosts, they share no memory. */
  private boolean isOnOneHost(Tiers tiers) {
    return remote == null && tiers.levels() == 0 && process.isOnOneHost(group);
  }

  /** This process's rank (MPI-4.1 §7.4.1). */
  public int rank() {
    return rank;
  }

  /** The number of members (MPI-4.1 §7.4.1). */
  public int size() {
    return group.size();
  }

  /** The members in rank order. */
  public ProcessGroup group() {
    return group;
  }

  /** True for an intercommunicator (MPI-4.1 §7.6.1). */
  public boolean isInter() {
    return remote != null;
  }

  /** The other group of an intercommunicator; null for an intracommunicator. */
  public ProcessGroup remoteGroup() {
    return remote;
  }

  /** Whom messages go to: the remote group, or the group. */
  public ProcessGroup peers() {
    return remote == null ? group : remote;
  }

  /** All that take part in a collective. */
  ProcessGroup members() {
    return members;
  }

  /** Whether the group comes before the remote one where both are in one order. */
  boolean isFirst() {
    return remote == null || group.process(0) < remote.process(0);
  }

  /** The host of each rank: numbers that are equal for ranks of one host. */
  int[] hosts() {
    int[] hosts = new int[group.size()];
    for (int member = 0; member < hosts.length; member++) {
      hosts[member] = process.hostOf(group.process(member));
    }
    return hosts;
  }

  /** The topology (MPI-4.1 §8.5.5); null when there is none. */
  public Topology topology() {
    return topology;
  }

  void setTopology(Topology topology) {
    this.topology = topology;
  }

  /** The name, for people (MPI-4.1 §7.8). */
  public String name() {
    return name;
  }

  /** Gives it a name. */
  public void setName(String name) {
    this.name = name;
  }

  /** The context id: equal at all members, never used again. */
  public long id() {
    return context.id();
  }

  /** The lock and the wait of this process. */
  public Progress progress() {
    return process.progress();
  }

  /** Collective operations of this communicator. Call them with the lock held. */
  public Collectives collectives() {
    return collectives;
  }

  /** Blocking collectives of this communicator. They take the lock themselves. */
  public BlockingCollectives blocking() {
    return blocking;
  }

  /** What to do when members have failed. */
  public Repair repair() {
    return repair;
  }

  // ---- point-to-point

  /** Sends and waits (MPI-4.1 §3.2, §3.4). */
  public void send(
      SendMode mode, Object buffer, long offset, long count, Layout layout, int dest, int tag) {
    if (dest == PROC_NULL) {
      return;
    }
    Progress progress = process.progress();
    EngineException error;
    progress.enter();
    try {
      SendOp op = process.operations().takeSend();
      op.payload().set(buffer, offset, count, layout);
      process.engine().send(op.to(context, dest, tag, mode), null);
      if (!op.isDone()) {
        progress.await(op);
      }
      error = op.error();
      process.operations().give(op);
    } finally {
      progress.exit();
    }
    throwIf(error);
  }

  /**
   * Receives and waits (MPI-4.1 §3.2.4); {@code status} is filled also when the message was
   * truncated.
   */
  public void recv(
      Object buffer,
      long offset,
      long count,
      Layout layout,
      int source,
      int tag,
      StatusRecord status) {
    if (source == PROC_NULL) {
      setProcNull(status);
      return;
    }
    Progress progress = process.progress();
    EngineException error;
    progress.enter();
    try {
      RecvOp op = process.operations().takeReceive();
      op.payload().set(buffer, offset, count, layout).requireWritable();
      process.engine().recv(op.from(context, source, tag), null);
      if (!op.isDone()) {
        progress.await(op);
        endIfStalled(op);
      }
      error = op.error();
      copy(op.status(), status);
      process.operations().give(op);
    } finally {
      progress.exit();
    }
    throwIf(error);
  }

  /** Starts a send (MPI-4.1 §3.7.2). */
  public Operation startSend(
      SendMode mode, Object buffer, long offset, long count, Layout layout, int dest, int tag) {
    if (dest == PROC_NULL) {
      return new Nothing();
    }
    SendOp op = new SendOp();
    op.payload().set(buffer, offset, count, layout);
    process.progress().enter();
    try {
      process.engine().send(op.to(context, dest, tag, mode), null);
    } finally {
      process.progress().exit();
    }
    return op;
  }

  /** Starts a receive (MPI-4.1 §3.7.2). */
  public Operation startRecv(
      Object buffer, long offset, long count, Layout layout, int source, int tag) {
    if (source == PROC_NULL) {
      return new Nothing();
    }
    RecvOp op = new RecvOp();
    op.payload().set(buffer, offset, count, layout).requireWritable();
    return startRecv(op, source, tag);
  }

  /** Starts a receive of a message of any length. */
  public Operation startRecvGrowing(GrowingBytes sink, int source, int tag) {
    if (source == PROC_NULL) {
      return new Nothing();
    }
    RecvOp op = new RecvOp();
    op.payload().setGrowing(sink);
    return startRecv(op, source, tag);
  }

  private Operation startRecv(RecvOp op, int source, int tag) {
    process.progress().enter();
    try {
      process.engine().recv(op.from(context, source, tag), null);
    } finally {
      process.progress().exit();
    }
    return op;
  }

  /** Sends and receives at the same time (MPI-4.1 §3.11). */
  public void sendRecv(
      Object sendBuffer,
      long sendOffset,
      long sendCount,
      Layout sendLayout,
      int dest,
      int sendTag,
      Object recvBuffer,
      long recvOffset,
      long recvCount,
      Layout recvLayout,
      int source,
      int recvTag,
      StatusRecord status) {
    Operation receive = startRecv(recvBuffer, recvOffset, recvCount, recvLayout, source, recvTag);
    Operation send;
    try {
      send =
          startSend(
              SendMode.STANDARD, sendBuffer, sendOffset, sendCount, sendLayout, dest, sendTag);
    } catch (EngineException e) {
      cancel(receive);
      throw e;
    }
    await(send);
    awaitOrEnd(receive);
    copy(receive.status(), status);
    throwIf(receive.error());
    throwIf(send.error());
  }

  /** Looks for a message (MPI-4.1 §3.8.1); polls once. False when there is none. */
  public boolean iprobe(int source, int tag, StatusRecord status) {
    return probes.look(source, tag, status);
  }

  /** Waits for a message without receiving it (MPI-4.1 §3.8.1). */
  public void probe(int source, int tag, StatusRecord status) {
    probes.await(source, tag, status);
  }

  /** Takes a message out of matching (MPI-4.1 §3.8.2); null when there is none. */
  public MatchedMessage improbe(int source, int tag) {
    return probes.take(source, tag);
  }

  /** Waits for a message and takes it out of matching (MPI-4.1 §3.8.2). */
  public MatchedMessage mprobe(int source, int tag) {
    return probes.awaitAndTake(source, tag);
  }

  /** Starts the receive of what a matched probe took (MPI-4.1 §3.8.3). */
  public Operation startRecvMatched(
      MatchedMessage message, Object buffer, long offset, long count, Layout layout) {
    RecvOp op = new RecvOp();
    op.payload().set(buffer, offset, count, layout).requireWritable();
    return startRecvMatched(message, op);
  }

  /**
   * As {@link #startRecvMatched(MatchedMessage, Object, long, long, Layout)} for a message of any
   * length.
   */
  public Operation startRecvMatchedGrowing(MatchedMessage message, GrowingBytes sink) {
    RecvOp op = new RecvOp();
    op.payload().setGrowing(sink);
    return startRecvMatched(message, op);
  }

  private Operation startRecvMatched(MatchedMessage message, RecvOp op) {
    process.progress().enter();
    try {
      process.engine().recvMatched(message, op, null);
    } finally {
      process.progress().exit();
    }
    return op;
  }

  // ---- waiting

  /** Asks for an operation to be cancelled (MPI-4.1 §3.8.4); it completes either way. */
  public void cancel(Operation operation) {
    process.progress().enter();
    try {
      process.engine().cancel(operation);
    } finally {
      process.progress().exit();
    }
  }

  /**
   * Returns when the operation is done or {@linkplain Operation#isStalled stalled}; look at {@link
   * Operation#error()}.
   */
  public void await(Operation operation) {
    if (operation.isDone()) {
      return;
    }
    Progress progress = process.progress();
    progress.enter();
    try {
      progress.await(operation);
    } finally {
      progress.exit();
    }
  }

  /** As {@link #await}; a receive that is stalled ends with PROC_FAILED (ULFM). */
  public void awaitOrEnd(Operation operation) {
    await(operation);
    if (!operation.isDone()) {
      process.progress().enter();
      try {
        endIfStalled(operation);
      } finally {
        process.progress().exit();
      }
      await(operation);
    }
  }

  private void endIfStalled(Operation operation) {
    if (operation.isStalled()) {
      process.engine().abandon(operation, context.failureFor(P2pEngine.ANY_SOURCE));
    }
  }

  /** True when the operation is done; polls once when it is not. */
  public boolean test(Operation operation) {
    if (operation.isDone()) {
      return true;
    }
    Progress progress = process.progress();
    progress.enter();
    try {
      progress.poll();
    } finally {
      progress.exit();
    }
    return operation.isDone();
  }

  /** For several operations at a time, and for those that a failure holds up. */
  public Waits waits() {
    return waits;
  }

  // ---- new communicators; collective calls over this one

  /** A copy with contexts of its own and the same topology (MPI-4.1 §7.4.2). */
  public Communicator dup() {
    Communicator made = dupPlain();
    made.topology = topology;
    return made;
  }

  /** As {@link #dup} without the topology. */
  Communicator dupPlain() {
    long[] id = new long[1];
    collective(() -> startNewId(id));
    return open(id[0], group, remote, name, ratesOf(group));
  }

  /** A {@link #dup} under way. */
  public final class Duplication {
    private final long[] id = new long[1];
    private final Operation operation;

    /** What is agreed now; when this is finished, members may have agreed on different others. */
    private final LinkRates rates = ratesOf(group);

    Duplication() {
      process.progress().enter();
      try {
        operation = startNewId(id);
      } finally {
        process.progress().exit();
      }
    }

    /** To wait for. */
    public Operation operation() {
      return operation;
    }

    /** The copy, once the operation is done without an error. */
    public Communicator finish() {
      Communicator made = open(id[0], group, remote, name, rates);
      made.topology = topology;
      return made;
    }
  }

  /** Starts a {@link #dup} (MPI-4.1 §7.4.2, MPI_Comm_idup). */
  public Duplication startDup() {
    return new Duplication();
  }

  private Operation startNewId(long[] id) {
    if (members.process(0) == process.index()) {
      id[0] = process.newContextId();
    }
    return collectives.startBcastLongs(id, 0);
  }

  /**
   * A communicator per color, ranks ordered by key, then by rank here (MPI-4.1 §7.4.2).
   *
   * @return null when {@code color} is {@link #UNDEFINED}
   */
  public Communicator split(int color, int key) {
    return Creations.split(this, color, key);
  }

  /**
   * A communicator of a subset (MPI-4.1 §7.4.2); every member of this one calls it, with a group
   * that is its own or disjoint.
   *
   * @return null where this process is no member of {@code subset}
   */
  public Communicator create(ProcessGroup subset) {
    return Creations.create(this, subset);
  }

  /**
   * As {@link #create}, but only the members of {@code subset} call it (MPI-4.1 §7.4.2).
   *
   * @param tag tells apart what several threads create at the same time
   */
  public Communicator createGroup(ProcessGroup subset, int tag) {
    return Creations.createGroup(this, subset, tag);
  }

  /** No new operations; pending ones complete normally (MPI-4.1 §7.4.3). */
  public void free() {
    process.progress().enter();
    try {
      if (!freed) {
        freed = true;
        blocking.close();
        process.engine().closeContext(context);
        process.freed(this);
        // Those that are under way still have messages to send.
        collectives.whenIdle(
            () -> {
              process.engine().closeContext(collectiveContext);
              process.forgetThoseThatAreOver();
            });
      }
    } finally {
      process.progress().exit();
    }
  }

  /** True after {@link #free}. */
  public boolean isFreed() {
    return freed;
  }

  Communicator open(long id, ProcessGroup newGroup, String newName) {
    return open(id, newGroup, null, newName);
  }

  Communicator open(long id, ProcessGroup newGroup, ProcessGroup newRemote, String newName) {
    return open(id, newGroup, newRemote, newName, null);
  }

  /** One of part of the members, made by all of them between the same two collectives. */
  Communicator openPart(long id, ProcessGroup part) {
    return open(id, part, null, "", ratesOf(part));
  }

  /** What is agreed here of the links between the sites of a part; null for nothing. */
  private LinkRates ratesOf(ProcessGroup part) {
    Tiers tiers = collectives.tiers();
    return remote == null && tiers.isWide() ? process.ratesOf(tiers, group, part) : null;
  }

  Communicator open(
      long id, ProcessGroup newGroup, ProcessGroup newRemote, String newName, LinkRates rates) {
    process.progress().enter();
    try {
      return process.open(id, newGroup, newRemote, newName, rates);
    } finally {
      process.progress().exit();
    }
  }

  long newContextId() {
    process.progress().enter();
    try {
      return process.newContextId();
    } finally {
      process.progress().exit();
    }
  }

  void collective(java.util.function.Supplier<Operation> start) {
    EngineException error;
    process.progress().enter();
    try {
      Operation operation = start.get();
      process.progress().await(operation);
      error = operation.error();
      collectives.recycle(operation);
    } finally {
      process.progress().exit();
    }
    throwIf(error);
  }

  Process process() {
    return process;
  }

  /** True when it is freed and nothing is under way any more. */
  boolean isOver() {
    return context.isEnded() && collectiveContext.isEnded();
  }

  MatchContext context() {
    return context;
  }

  MatchContext collectiveContext() {
    return collectiveContext;
  }

  static void setProcNull(StatusRecord status) {
    status.set(PROC_NULL, P2pEngine.ANY_TAG, 0, false);
  }

  private static void copy(StatusRecord from, StatusRecord to) {
    to.set(from.source, from.tag, from.lengthBytes, from.cancelled);
  }

  private static void throwIf(EngineException error) {
    if (error != null) {
      throw error;
    }
  }

  /** A send to or a receive from nobody: done at once. */
  private static final class Nothing extends Operation {
    Nothing() {
      setProcNull(status());
    }
  }
}
