package org.jmpi.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import org.jmpi.comm.AgreeOperation;
import org.jmpi.comm.Communicator;
import org.jmpi.comm.Process;
import org.jmpi.data.ObjectCodec;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.fault.Failure;
import org.jmpi.fault.FailureDetector;
import org.jmpi.fault.FailureDetectorProvider;
import org.jmpi.fault.RecoveryProvider;
import org.jmpi.job.Job;
import org.jmpi.job.JobListener;
import org.jmpi.job.JobProvider;
import org.jmpi.job.ProcessInfo;
import org.jmpi.net.Link;
import org.jmpi.net.LinkEvents;
import org.jmpi.net.Transport;
import org.jmpi.net.TransportContext;
import org.jmpi.net.TransportProvider;
import org.jmpi.net.local.LocalHub;
import org.jmpi.net.local.LocalTransport;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;
import org.jmpi.topology.LinkRates;
import org.jmpi.topology.NetworkMap;

/** One rank's engine, from {@code MPI.Init} to {@code MPI.Finalize}. */
public final class Engine {
  private static final long FINALIZE_TIMEOUT_NS = 30_000_000_000L;
  private static final long STATE_TIMEOUT_NS = 500_000_000L;
  private static final String USUAL_DETECTOR = "org.jmpi.recovery.ConfirmingDetectorProvider";

  /** The setting that a death does not end the job. */
  static final String FAULT_TOLERANCE = "ft";

  private static final String USUAL_RECOVERY = "org.jmpi.recovery.UlfmRecoveryProvider";
  private static final long ABORT_GRACE_MS = 5_000;
  private static final long PARTNERS_AFTER_MS = 500;

  private final Job job;
  private final boolean inProcess;
  private final ProgressLoop loop;
  private final P2pEngine p2p;
  private final Process process;
  private final LinkWatch watch;
  private final Routes routes;
  private final LocalTransport local;
  private final FailureDetector detector;
  private final ExecutorService blocking =
      Executors.newCachedThreadPool(new Daemons("jmpi-wire-up"));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(0, new Daemons("jmpi-timer"));
  private final Context context = new Context();
  private Transport network;
  private Communicator world;
  private Communicator self;
  private NeighbourWatch neighbourWatch;
  private volatile RepairRehearsal repairRehearsal;
  private PartnersAhead partnersAhead;
  private volatile boolean finished;
  private NetworkMap map;

  private Engine(Job job, LocalHub hub, boolean inProcess, ObjectCodec codec) {
    this.job = job;
    this.inProcess = inProcess;
    int index = job.self().index();
    map = NetworkMap.of(job.world(), new Places(), job.settings());
    int beside =
        job.newcomers().isPresent() ? job.newcomers().get().beside() : map.processesBeside(index);
    boolean maySpin = beside <= Runtime.getRuntime().availableProcessors();
    loop = new ProgressLoop("jmpi-progress-" + index, maySpin);
    p2p = new P2pEngine(new Links(), new LongWork(), new Unreachable());
    watch = new LinkWatch(p2p);
    routes = new Routes(job, inProcess);
    local = openLocal(hub, index);
    process = new Process(index, p2p, loop, job.settings(), codec, new HostSegments(local, routes));
    process.placed(map);
    if (job.newcomers().isPresent()) {
      process.recruitWith(new JobRecruiter(job.newcomers().get()));
    }
    process.measuredBy(watch);
    Optional<FailureDetectorProvider> provider =
        Services.first(FailureDetectorProvider.class, USUAL_DETECTOR);
    detector =
        provider.isPresent()
            ? provider.get().create(job.settings(), new Failures())
            : new ImmediateDetector(new Failures());
  }

  /**
   * Joins the job that this rank belongs to: an in-process one, the one it was launched for, or one
   * of its own.
   *
   * @param loaderOfTheRank the class loader that defined package {@code mpi} for this rank
   * @param codec how objects are serialised
   */
  public static Engine start(ClassLoader loaderOfTheRank, ObjectCodec codec) {
    RankLoader rank = RankLoader.of(loaderOfTheRank);
    if (rank != null) {
      return begun(new Engine(rank.job(), rank.hub(), true, codec));
    }
    Optional<Job> job = JobProvider.find(System.getenv());
    return join(job.isPresent() ? job.get() : new SingletonJob(), codec);
  }

  /**
   * Joins a job of the caller's own: for embedding, where something else than the launcher starts
   * the ranks and tells them about each other. All other ranks are reached over the network, also
   * those in this JVM.
   *
   * @param codec how objects are serialised
   */
  public static Engine join(Job job, ObjectCodec codec) {
    return begun(new Engine(job, new LocalHub(), false, codec));
  }

  /** A rank of a job in this JVM that is not the program's. */
  static Engine rehearse(Job job, LocalHub hub, ObjectCodec codec) {
    return begun(new Engine(job, hub, true, codec));
  }

  /** Gives everything back without a word to the others. */
  void abandon() {
    loop.close();
    loop.enter();
    try {
      local.close();
    } finally {
      loop.exit();
    }
    blocking.shutdownNow();
    timer.shutdownNow();
  }

  /** Whether a death of another rank does not end the job. */
  public boolean survivesFailures() {
    return "true".equals(job.settings().get(FAULT_TOLERANCE)) && world.repair().isSupported();
  }

  /**
   * With fault tolerance on, neighbours see from now on when this process is killed, as soon as
   * they wait; else they do when this one has waited for the first time.
   */
  public void watchNeighbours() {
    loop.enter();
    try {
      if (neighbourWatch != null && !finished) {
        neighbourWatch.begin();
      }
    } finally {
      loop.exit();
    }
  }

  /**
   * Begins to go through a repair with the other processes in the background, which ends by itself
   * or in {@link #finish}.
   */
  public void rehearseRepair() {
    if (job.world().size() > 1) {
      beginRehearsal();
    }
  }

  /** Under no lock. */
  void beginRehearsal() {
    loop.enter();
    try {
      if (finished || repairRehearsal != null) {
        return;
      }
      local.listen();
      int[] members = worldMembers();
      if (routes.crossesNetwork()) {
        partnersAhead = new PartnersAhead(members, job.self().index());
        reachPartners();
      }
      repairRehearsal = new RepairRehearsal(timer, process.openRehearsal(members));
    } finally {
      loop.exit();
    }
    if (finished) {
      // Finalize has begun meanwhile, and may have looked too early to end it.
      repairRehearsal.end();
    }
    repairRehearsal.run();
  }

  /** Under the lock. */
  private void reachPartners() {
    if (!finished) {
      partnersAhead.name(new Living(), new Reached());
    }
  }

  /** True when the repair that {@link #rehearseRepair} began has been gone through. */
  public boolean hasRehearsedRepair() {
    return repairRehearsal != null && repairRehearsal.isDone();
  }

  /** Whether this rank is a thread among others. */
  public boolean isInProcess() {
    return inProcess;
  }

  private LocalTransport openLocal(LocalHub hub, int index) {
    return routes.sharesFolder()
        ? new LocalTransport(
            job.sharedFolder().orElseThrow(), routes.neighbourCount(), context, new WakeUp())
        : new LocalTransport(hub, context, new WakeUp());
  }

  private static Engine begun(Engine engine) {
    engine.begin();
    return engine;
  }

  private void begin() {
    if (routes.sharesFolder() && "true".equals(job.settings().get(FAULT_TOLERANCE))) {
      int self = job.self().index();
      neighbourWatch =
          new NeighbourWatch(local, self, map.processesOn(self), new Living(), new Killed());
      loop.watchWith(neighbourWatch);
    }
    // Others may agree already, and the loop takes what comes as soon as it has started. A message
    // that nothing here understood would look like a breach, and its sender like a dead one.
    Optional<RecoveryProvider> recovery = Services.first(RecoveryProvider.class, USUAL_RECOVERY);
    if (recovery.isPresent()) {
      process.recoverWith(recovery.get(), new News());
    }
    loop.start(p2p, local);
    int[] members = worldMembers();
    if (SiteMeasurement.isWanted(job.settings(), map, members)) {
      // Others can be reached only once the job knows that this process is there.
      joinJob();
      openCommunicators(members, true);
    } else {
      openCommunicators(members, false);
      joinJob();
    }
  }

  private int[] worldMembers() {
    int[] members = new int[job.world().size()];
    for (int rank = 0; rank < members.length; rank++) {
      members[rank] = job.world().get(rank).id().index();
    }
    return members;
  }

  private void joinJob() {
    job.listen(new Listener());
    job.initialized();
  }

  private void openCommunicators(int[] members, boolean measures) {
    loop.enter();
    try {
      LinkRates rates = measures ? measureSites(members) : null;
      world = process.openWorld(members, rates);
      self = process.openSelf();
    } finally {
      loop.exit();
    }
  }

  private LinkRates measureSites(int[] members) {
    SiteMeasurement measurement =
        new SiteMeasurement(
            p2p, loop, job.settings(), process.codec(), map, members, job.self().index());
    measurement.run(Process.earlyContextId());
    map = measurement.map();
    process.placed(map);
    return measurement.rates();
  }

  /** MPI_COMM_WORLD. */
  public Communicator world() {
    return world;
  }

  /** MPI_COMM_SELF. */
  public Communicator self() {
    return self;
  }

  /** The lock and the wait. */
  public Progress progress() {
    return loop;
  }

  /** Who this is and where. */
  public ProcessInfo processInfo() {
    return job.process(job.self().index());
  }

  /** Settings that are equal at all processes. */
  public Map<String, String> settings() {
    return job.settings();
  }

  /**
   * MPI_FINALIZE (MPI-4.1 §11.2): waits, within a bound, until all that was sent has arrived; then
   * gives everything back.
   */
  public void finish() {
    if (finished) {
      throw new EngineException(ErrorClass.OTHER, "Finalize was called already");
    }
    finished = true;
    if (repairRehearsal != null) {
      repairRehearsal.end();
    }
    boolean drained;
    if (survivesFailures()) {
      leaveTogether();
    }
    loop.enter();
    try {
      drained = drain();
      if (drained) {
        p2p.sayFinalized();
        drained = drain();
      }
      if (!drained) {
        System.err.println(
            "jmpi: rank "
                + world.rank()
                + " finalizes though not everything it sent has arrived after "
                + FINALIZE_TIMEOUT_NS / 1_000_000_000L
                + " s:\n"
                + p2p.report());
      }
      if ("true".equals(job.settings().get("report-state"))) {
        job.report(p2p.report());
      }
      if ("true".equals(job.settings().get(NetworkMap.REPORT_SETTING))) {
        reportTraffic();
      }
    } finally {
      loop.exit();
    }
    job.finalized();
    loop.close();
    loop.enter();
    try {
      if (network != null) {
        network.close();
      }
      local.close();
    } finally {
      loop.exit();
    }
    blocking.shutdownNow();
    timer.shutdownNow();
    job.close();
  }

  private void reportTraffic() {
    int index = job.self().index();
    job.reportTraffic(
        map.hostName(index),
        map.siteName(index),
        watch.bySite(map, index, world.collectives().tiers()));
  }

  /**
   * Nobody leaves while others may still need its answers in an agreement: all agree once more, in
   * the world and in what was made with processes that joined later. Who sees another one leave
   * need not wait: that one knows that all have come here.
   */
  private void leaveTogether() {
    long deadlineNs = System.nanoTime() + FINALIZE_TIMEOUT_NS;
    List<AgreeOperation> last = new ArrayList<>();
    last.add(world.repair().startAgreeFailed());
    loop.enter();
    try {
      process.farewells().forEach(each -> last.add(each.repair().startAgreeFailed()));
      loop.awaitUntil(
          () ->
              last.stream().allMatch(AgreeOperation::isDone)
                  || !p2p.finalizedPeers().isEmpty()
                  || System.nanoTime() - deadlineNs > 0);
    } finally {
      loop.exit();
    }
  }

  private boolean drain() {
    long deadlineNs = System.nanoTime() + FINALIZE_TIMEOUT_NS;
    loop.awaitUntil(
        new BooleanSupplier() {
          @Override
          public boolean getAsBoolean() {
            return p2p.isDrained() || System.nanoTime() - deadlineNs > 0;
          }
        });
    return p2p.isDrained();
  }

  /**
   * Ends the whole job (MPI_ABORT, MPI-4.1 §9.2). Does not return: the launcher ends this process;
   * an in-process rank's thread ends with {@link RankAborted}.
   */
  public RuntimeException abort(int exitCode, String reason) {
    job.abort(exitCode, reason);
    if (inProcess) {
      throw new RankAborted(reason);
    }
    try {
      Thread.sleep(ABORT_GRACE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt((exitCode & 0xFF) == 0 ? 1 : exitCode & 0xFF);
    throw new IllegalStateException("unreachable");
  }

  /** What this rank is doing, for people; waits a bounded time for the lock. */
  public String describe() {
    String who =
        world == null ? "in MPI.Init\n" : "rank " + world.rank() + " of " + world.size() + "\n";
    if (!loop.tryEnter(STATE_TIMEOUT_NS)) {
      return who + "busy inside the engine\n";
    }
    try {
      return who + p2p.report();
    } finally {
      loop.exit();
    }
  }

  /** The way to a process: rings inside the host, the network otherwise. Under the lock. */
  private Link link(int processIndex) {
    return routes.isLocal(processIndex) ? local.link(processIndex) : network().link(processIndex);
  }

  private Transport network() {
    if (network == null) {
      TransportProvider provider =
          NetworkLibraries.find()
              .orElseThrow(
                  () ->
                      new EngineException(
                          ErrorClass.OTHER,
                          "no transport between processes: leave the folder "
                              + NetworkLibraries.FOLDER
                              + " beside jmpi.jar, or put its jars on the class path"));
      network = provider.open(context);
      loop.addTransport(network, true);
      local.wakeThroughEngine();
    }
    return network;
  }

  private void onFailure(Failure failure) {
    loop.onDeath();
    if (job.newcomers().isPresent()) {
      // Many may come and die in one job.
      local.forget(failure.process());
    } else {
      local.takeWhatIsLeft(failure.process());
    }
    process.onProcessFailed(failure.process(), failure.cause());
    if (partnersAhead != null && !finished) {
      // The repair that begins now has the processors to itself.
      timer.schedule(new Reach(), PARTNERS_AFTER_MS, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * The kernel is taking a neighbour down. Its last words are heard first: who has finalized has
   * not failed.
   */
  private void onKilled(int processIndex, int signal) {
    local.takeWhatIsLeft(processIndex);
    if (!p2p.finalizedPeers().contains(processIndex)) {
      detector.onConfirmed(System.nanoTime(), processIndex, NeighbourWatch.cause(signal));
    }
  }

  /** Other members are certain. Under the lock. */
  private void onFailureNews(int processIndex, String cause) {
    detector.onConfirmed(System.nanoTime(), processIndex, cause);
  }

  /**
   * Under the lock. What it means is the job's business, if it decides such things, otherwise the
   * detector's, now or when some time has passed.
   */
  private void onUnreachable(int processIndex, String reason) {
    if (job.suspect(processIndex, reason)) {
      return;
    }
    detector.onUnreachable(System.nanoTime(), processIndex, reason);
    long waitNs = detector.nextTimeNs() - System.nanoTime();
    timer.schedule(
        () -> loop.runLocked(() -> detector.onTime(System.nanoTime())),
        Math.max(0, waitNs),
        TimeUnit.NANOSECONDS);
  }

  // Classes and not lambdas, here and in all else that Init, Finalize and the news of a death pass:
  // a virtual machine takes twenty times as long to link a lambda as to load a class from its
  // archive.

  private final class Links implements IntFunction<Link> {
    @Override
    public Link apply(int processIndex) {
      return link(processIndex);
    }
  }

  private final class Places implements IntFunction<ProcessInfo> {
    @Override
    public ProcessInfo apply(int processIndex) {
      return job.process(processIndex);
    }
  }

  private final class LongWork implements Consumer<Progress.Work> {
    @Override
    public void accept(Progress.Work work) {
      loop.offload(work);
    }
  }

  private final class Unreachable implements BiConsumer<Integer, String> {
    @Override
    public void accept(Integer processIndex, String reason) {
      onUnreachable(processIndex, reason);
    }
  }

  /** The job says that a process is dead. */
  private final class Confirmed implements Runnable {
    private final int process;
    private final String cause;

    Confirmed(int process, String cause) {
      this.process = process;
      this.cause = cause;
    }

    @Override
    public void run() {
      detector.onConfirmed(System.nanoTime(), process, cause);
    }
  }

  private final class Reached implements IntConsumer {
    @Override
    public void accept(int processIndex) {
      if (!routes.isLocal(processIndex)) {
        network().link(processIndex).flush();
      }
    }
  }

  /** Reaches those that have become partners by a death. */
  private final class Reach implements Runnable {
    private boolean locked;

    @Override
    public void run() {
      if (locked) {
        reachPartners();
      } else {
        locked = true;
        loop.runLocked(this);
      }
    }
  }

  private final class Failures implements FailureDetector.Listener {
    @Override
    public void onFailure(Failure failure) {
      Engine.this.onFailure(failure);
    }
  }

  private final class Living implements IntPredicate {
    @Override
    public boolean test(int processIndex) {
      return !p2p.isFailed(processIndex) && !p2p.finalizedPeers().contains(processIndex);
    }
  }

  private final class Killed implements NeighbourWatch.Deaths {
    @Override
    public void onKilled(int processIndex, int signal) {
      Engine.this.onKilled(processIndex, signal);
    }
  }

  private final class News implements Process.FailureNews {
    @Override
    public void onFailure(int processIndex, String cause) {
      Engine.this.onFailureNews(processIndex, cause);
    }
  }

  private final class WakeUp implements Runnable {
    @Override
    public void run() {
      loop.wakeUp();
    }
  }

  /** Makes the threads of a pool, which end with the process. */
  private record Daemons(String name) implements ThreadFactory {
    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    }
  }

  /** What transports get. */
  private final class Context implements TransportContext {
    @Override
    public Job job() {
      return job;
    }

    @Override
    public LinkEvents events() {
      return p2p;
    }

    @Override
    public LongSupplier clockNs() {
      return System::nanoTime;
    }

    @Override
    public boolean isLockHeld() {
      return loop.isHeld();
    }

    @Override
    public void runBlocking(Runnable work) {
      blocking.execute(work);
    }

    @Override
    public void runLocked(Runnable work) {
      loop.runLocked(work);
    }
  }

  /** What the job tells. */
  private final class Listener implements JobListener {
    @Override
    public void onContactWanted() {
      blocking.execute(() -> loop.runLocked(Engine.this::network));
    }

    @Override
    public void onProcessFailed(int processIndex, String cause) {
      loop.runLocked(new Confirmed(processIndex, cause));
    }

    @Override
    public void onProcessLeft(int processIndex) {
      loop.runLocked(() -> p2p.onLeft(processIndex));
    }

    @Override
    public void onInvited() {
      loop.wakeUp();
    }

    @Override
    public String onStateWanted() {
      return describe();
    }
  }
}
