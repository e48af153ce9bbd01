package org.jmpi.comm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jmpi.coll.HostExtras;
import org.jmpi.coll.HostMemory;
import org.jmpi.data.ObjectCodec;
import org.jmpi.fault.Recovery;
import org.jmpi.fault.RecoveryProvider;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.LinkSamples;
import org.jmpi.topology.NetworkMap;
import org.jmpi.topology.RateAgreement;
import org.jmpi.topology.Tiers;

/**
 * What the communicators of one process share: its engine and progress, the context ids it gives
 * out, and the list of communicators, which are told of failures.
 */
public final class Process {
  /** Upper half of the ids of contexts that exist from the start; no process has this index. */
  static final int JOB_CREATOR = 0x3FFFFFFF;

  private static final int WORLD_COUNTER = 1;
  private static final int REHEARSAL_COUNTER = Integer.MIN_VALUE;

  private static final String FAULT_TOLERANCE = "ft";

  /** So many deaths, one after the other, find the memory of the next communicator ready. */
  private static final int SPARE_UNITS = 3;

  /** In ids of communicators that processes say farewell in; no creator's index reaches it. */
  private static final long FAREWELL_BIT = 1L << 62;

  private final int index;
  private final P2pEngine engine;
  private final Progress progress;
  private final Map<String, String> settings;
  private final ObjectCodec codec;
  private final HostMemory hostMemory;
  private final OperationPool operations = new OperationPool();
  private final List<Communicator> communicators = new ArrayList<>();

  /** Those of {@link #communicators} that are freed. */
  private final List<Communicator> freed = new ArrayList<>();

  private final List<Integer> failed = new ArrayList<>();
  private final List<Communicator> farewells = new ArrayList<>();
  private NetworkMap map;
  private Recruiter recruiter;
  private LinkSamples samples;
  private Recovery recovery;
  private FailureNews failureNews =
      new FailureNews() {
        @Override
        public void onFailure(int process, String cause) {
          onProcessFailed(process, cause);
        }
      };
  private int nextContextCounter = 1;

  /** Hears that other members know a process to be dead; {@link #onProcessFailed} follows. */
  @FunctionalInterface
  public interface FailureNews {
    /** Called under the lock. */
    void onFailure(int process, String cause);
  }

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

  /**
   * From here on communicators can be revoked, agree and be shrunk. Called before anything can
   * arrive, thus before the loop is started and needs a lock.
   *
   * @param news of failures that other members know of
   */
  public void recoverWith(RecoveryProvider provider, FailureNews news) {
    failureNews = news;
    recovery = provider.create(index, new RecoveryPort());
    engine.attachRecovery(recovery);
  }

  /**
   * Says which host each process is on; without it all are on one. Before there is a communicator.
   */
  public void placed(NetworkMap newMap) {
    map = newMap;
  }

  /** Who is where; never null once {@link #placed}. */
  NetworkMap map() {
    return map;
  }

  /** Says how processes can be started in the place of dead ones; without it none can. */
  public void recruitWith(Recruiter newRecruiter) {
    recruiter = newRecruiter;
  }

  /** Null when nobody can join. */
  Recruiter recruiter() {
    return recruiter;
  }

  /**
   * This communicator has members that the world has not, who must be waited for in Finalize: in
   * another one with the same members, since the program may free this.
   */
  void joined(Communicator communicator) {
    progress.enter();
    try {
      farewells.add(
          open(communicator.id() | FAREWELL_BIT, communicator.group(), "farewell of newcomers"));
    } finally {
      progress.exit();
    }
  }

  /** One for each time that processes have joined, oldest first. Called under the lock. */
  public List<Communicator> farewells() {
    return List.copyOf(farewells);
  }

  /** A number that is equal for processes of one host. */
  int hostOf(int processIndex) {
    return map == null ? 0 : map.hostOf(processIndex);
  }

  /** Where rates between sites are measured; without it none are known. */
  public void measuredBy(LinkSamples newSamples) {
    samples = newSamples;
  }

  /**
   * How the members of a group lie on sites and hosts.
   *
   * @param rates between its sites; null for unknown
   */
  Tiers tiersOf(ProcessGroup group, LinkRates rates) {
    return map == null ? Tiers.flat(group.size()) : map.tiers(group.processes(), rates);
  }

  /** Between the sites of a part of a group of those tiers; null when the part is at one site. */
  LinkRates ratesOf(Tiers tiers, ProcessGroup group, ProcessGroup part) {
    int[] sites = map.siteGroups(part.processes());
    int[] siteOf = new int[NetworkMap.count(sites)];
    for (int rank = 0; rank < sites.length; rank++) {
      siteOf[sites[rank]] = tiers.groupOf(0, group.rankOf(part.process(rank)));
    }
    return siteOf.length < 2 ? null : RateAgreement.part(tiers.rates(), siteOf);
  }

  /** Null when there is nothing to agree on. */
  RateAgreement agreementOf(Tiers tiers, ProcessGroup group) {
    return samples == null || !tiers.isWide()
        ? null
        : new RateAgreement(tiers, group.processes(), group.rankOf(index), samples);
  }

  boolean isOnOneHost(ProcessGroup group) {
    boolean one = true;
    for (int rank = 1; rank < group.size(); rank++) {
      one &= hostOf(group.process(rank)) == hostOf(group.process(0));
    }
    return one;
  }

  /**
   * MPI_COMM_WORLD over these processes. Called under the lock.
   *
   * @param rates between their sites, the same at all of them; null for unknown
   */
  public Communicator openWorld(int[] processes, LinkRates rates) {
    return open(
        contextId(JOB_CREATOR, WORLD_COUNTER + processes[0]),
        ProcessGroup.of(processes),
        null,
        "MPI_COMM_WORLD",
        rates);
  }

  /** A communicator of the world's processes that no program sees. Called under the lock. */
  public Communicator openRehearsal(int[] processes) {
    return open(
        contextId(JOB_CREATOR, REHEARSAL_COUNTER + processes[0]),
        ProcessGroup.of(processes),
        "rehearsal");
  }

  /** The id of a context that processes of the start use before there are communicators. */
  public static long earlyContextId() {
    return contextId(JOB_CREATOR, 0);
  }

  /** MPI_COMM_SELF. Called under the lock. */
  public Communicator openSelf() {
    return open(contextId(index, 0), ProcessGroup.of(index), "MPI_COMM_SELF");
  }

  /** A process is dead: ends what needs it. Called under the lock. */
  public void onProcessFailed(int process, String cause) {
    if (failed.contains(process)) {
      return;
    }
    failed.add(process);
    engine.onProcessFailed(process, cause);
    for (Communicator communicator : List.copyOf(communicators)) {
      communicator.repair().onProcessFailed(process);
    }
    forgetThoseThatAreOver();
    if (recovery != null) {
      recovery.onFailed(process);
    }
  }

  private Communicator open(long contextId, ProcessGroup group, String name) {
    return open(contextId, group, null, name, null);
  }

  /**
   * A communicator of these members. Called under the lock.
   *
   * @param remote the other group of an intercommunicator, else null
   * @param rates between the sites of the group, the same at all members; null for unknown
   */
  Communicator open(
      long contextId, ProcessGroup group, ProcessGroup remote, String name, LinkRates rates) {
    Communicator communicator = new Communicator(this, contextId, group, remote, name, rates);
    communicators.add(communicator);
    ProcessGroup members = communicator.members();
    for (int rank = 0; rank < members.size(); rank++) {
      if (engine.isFailed(members.process(rank))) {
        communicator.repair().onProcessFailed(members.process(rank));
      }
    }
    if (recovery != null) {
      recovery.open(contextId, members.processes());
    }
    return communicator;
  }

  /** It is told of failures and revocations until what is under way there is over. */
  void freed(Communicator communicator) {
    freed.add(communicator);
  }

  /** Of the freed ones those with nothing under way any more. */
  void forgetThoseThatAreOver() {
    for (int i = freed.size() - 1; i >= 0; i--) {
      Communicator communicator = freed.get(i);
      if (communicator.isOver()) {
        freed.remove(i);
        communicators.remove(communicator);
        if (recovery != null) {
          recovery.close(communicator.id());
        }
      }
    }
  }

  /** Null when there are no recovery protocols. */
  Recovery recovery() {
    return recovery;
  }

  /** True when any process is known to be dead. */
  boolean hasFailed() {
    return !failed.isEmpty();
  }

  /** The dead among these, in the order in which this process learned of them. */
  ProcessGroup failedOf(ProcessGroup members) {
    return ProcessGroup.of(
        failed.stream().filter(members::contains).mapToInt(Integer::intValue).toArray());
  }

  /** True when all of these are known to be dead here. */
  boolean knowsFailed(ProcessGroup dead) {
    return failedOf(dead).size() == dead.size();
  }

  /**
   * Other members know these to be dead: so does this process from now on. Not at once, since that
   * takes what the dead have left on their links, and this may be inside a link's delivery.
   */
  void learn(ProcessGroup dead, Runnable then) {
    progress.offload(
        new Progress.Work() {
          @Override
          public void run() {
            // All is done under the lock.
          }

          @Override
          public void finished(Throwable failure) {
            for (int rank = 0; rank < dead.size(); rank++) {
              if (dead.process(rank) != index && !failed.contains(dead.process(rank))) {
                failureNews.onFailure(dead.process(rank), "another member knows that it is dead");
              }
            }
            then.run();
          }
        });
  }

  private static final class Nothing implements Runnable {
    @Override
    public void run() {
      // Nobody waits for it.
    }
  }

  private final class RecoveryPort implements Recovery.Port {
    @Override
    public void onFailedElsewhere(int dead) {
      learn(ProcessGroup.of(dead), new Nothing());
    }

    @Override
    public void send(int process, byte[] message) {
      engine.sendRecovery(process, message);
    }

    @Override
    public void onRevoked(long contextId) {
      for (Communicator communicator : List.copyOf(communicators)) {
        if (communicator.id() == contextId) {
          communicator.repair().onRevoked();
        }
      }
    }
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

  /** How objects are serialised. */
  public ObjectCodec codec() {
    return codec;
  }

  /** Null when this process shares memory with nobody. */
  HostMemory hostMemory() {
    return hostMemory;
  }

  /** What the memory of a communicator has beside that of its collectives. */
  HostExtras hostExtras(int size) {
    boolean survives = recovery != null && "true".equals(settings.get(FAULT_TOLERANCE));
    int besideBytes = recovery == null ? 0 : Long.BYTES * recovery.sharedWords(size);
    return HostExtras.of(size, besideBytes, survives ? SPARE_UNITS : 0);
  }

  OperationPool operations() {
    return operations;
  }
}
