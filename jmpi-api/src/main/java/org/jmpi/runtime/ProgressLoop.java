package org.jmpi.runtime;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.net.Transport;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;
import org.jmpi.p2p.SharedWait;

/**
 * The lock around a rank's protocol state, and who drives the links. The thread that waits for
 * something polls the links itself (the <em>driver</em>); other threads that wait sleep on the lock
 * until the driver has completed their operation or hands driving on. While nobody waits, a
 * background thread takes over after a quiet millisecond, so that messages progress while the
 * program computes.
 *
 * <p>A driver with nothing to do spins briefly, gives the processor away between looks for a while,
 * then sleeps in the transport <em>with the lock held</em>; whoever wants the lock counts itself as
 * a contender first and wakes the sleeper second, and the sleeper publishes that it sleeps first
 * and looks for contenders second: one of the two always sees the other.
 */
public final class ProgressLoop implements Progress, AutoCloseable {
  private static final long QUIET_NS = 1_000_000;
  private static final long MAX_SLEEP_NS = 1_000_000_000L;
  private static final long FLUSH_INTERVAL_NS = 20_000;

  /**
   * So long a waiting thread looks without a pause: who it waits for may wait for this processor.
   */
  private static final long SPIN_NS = 3_000;

  /** The same where strangers want the processor too: most answers come in it, a slice is more. */
  private static final long MAX_SPIN_NS = 100_000;

  /**
   * So long it then lets others run between two looks, where answers come in such a time: several
   * times what an answer takes when both sides have to be woken, so that they do not stay asleep.
   */
  private static final long MAX_AWAKE_NS = 1_000_000;

  /**
   * The same where ranks outnumber cores: an answer takes until all of them have had their turn,
   * and where all sleep each message has to wake somebody.
   */
  private static final long MAX_CROWDED_AWAKE_NS = 8_000_000;

  /** And where they do not. */
  private static final long MIN_AWAKE_NS = 50_000;

  /** Polls in vain between two looks at the clock for the watch. */
  private static final int POLLS_PER_WATCH = 8;

  /** Where so many polls in a row found something from far peers alone, waiting awake is vain. */
  private static final int FAR_POLLS = 32;

  /** Polls before the clock is read for the first time, and between readings: it costs more. */
  private static final int POLLS_PER_CLOCK = 32;

  private static final BooleanSupplier NEVER =
      new BooleanSupplier() {
        @Override
        public boolean getAsBoolean() {
          return false;
        }
      };

  private final ReentrantLock lock;
  private final AtomicInteger contenders = new AtomicInteger();

  /** Threads that have given the lock up for others and are about to take it back. */
  private final AtomicInteger returning = new AtomicInteger();

  private final ArrayDeque<Work> works = new ArrayDeque<>();
  private final ArrayDeque<Follower> followers = new ArrayDeque<>();
  private final boolean maySpin;
  private final SpinLimit spinLimit = new SpinLimit(SPIN_NS, MAX_SPIN_NS);
  private final Naps naps = new Naps();
  private final Haste haste;
  private final Thread background;
  private Transport[] transports = {};
  private P2pEngine engine;
  private volatile boolean sleeping;
  private volatile Transport sleepingIn;
  private volatile boolean backgroundParked;
  private volatile boolean closed;
  private volatile long entries;
  private volatile Thread driver;
  private volatile boolean workWaits;
  private boolean deferFlush;
  private long lastFlushNs;
  private long awakeNs = MAX_AWAKE_NS;
  private int idlePolls;
  private int farPolls;
  private long idleSinceNs;
  private long idleNs;
  private NeighbourWatch watch;
  private int vainPolls;
  private boolean spins;
  private boolean napping;
  private volatile Throwable failure;

  /**
   * A loop without transports.
   *
   * @param name of the background thread
   * @param maySpin false when ranks outnumber cores: a spinning rank would only hold up the one it
   *     waits for
   */
  public ProgressLoop(String name, boolean maySpin) {
    this(name, maySpin, new ReentrantLock());
  }

  /** With a lock of the caller's, who wants to see when it is asked for. */
  ProgressLoop(String name, boolean maySpin, ReentrantLock lock) {
    this.lock = lock;
    this.maySpin = maySpin;
    this.haste = new Haste(this, maySpin, naps);
    this.background = new Background(name);
  }

  /** Names what to drive; then the background thread starts. */
  public void start(P2pEngine engine, Transport first) {
    this.engine = engine;
    transports = new Transport[] {first};
    background.start();
  }

  /**
   * Adds a transport; it becomes the one to sleep in. Called with the lock held.
   *
   * @param deferFlush handing over is dear there: messages sent in quick succession leave together
   */
  public void addTransport(Transport transport, boolean deferFlush) {
    Transport[] more = java.util.Arrays.copyOf(transports, transports.length + 1);
    more[transports.length] = transport;
    transports = more;
    this.deferFlush |= deferFlush;
  }

  /** Whoever waits looks after its neighbours from now on. Called with the lock held. */
  void watchWith(NeighbourWatch newWatch) {
    watch = newWatch;
  }

  /** Somebody has died, and a repair begins. Called with the lock held. */
  void onDeath() {
    naps.onDeath(System.nanoTime());
  }

  @Override
  public void enter() {
    if (!lock.tryLock()) {
      contenders.incrementAndGet();
      wakeUp();
      lock.lock();
      contenders.decrementAndGet();
    }
    entries++;
    if (failure != null) {
      lock.unlock();
      throw failed();
    }
  }

  @Override
  public void exit() {
    try {
      flushOnExit();
    } finally {
      signalFollowers();
      if (backgroundParked && driver == null) {
        backgroundParked = false;
        LockSupport.unpark(background);
      }
      lock.unlock();
    }
  }

  @Override
  public void await(Operation operation) {
    while (!operation.isSettled()) {
      drive(operation, null);
    }
  }

  @Override
  public void awaitUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      drive(null, condition);
    }
  }

  @Override
  public void poll() {
    if (driver == null) {
      boolean interrupted = Thread.interrupted();
      driver = Thread.currentThread();
      try {
        pollOnce();
      } finally {
        leaveDriving();
        restoreInterrupt(interrupted);
      }
    } else {
      letOthersIn();
    }
  }

  @Override
  public void awaitShared(SharedWait wait) {
    haste.await(wait);
  }

  @Override
  public void offload(Work work) {
    works.add(work);
    workWaits = true;
    if (driver == null) {
      backgroundParked = false;
      LockSupport.unpark(background);
    }
  }

  /** Runs {@code task} under the lock, from any thread that does not hold it. */
  public void runLocked(Runnable task) {
    enter();
    try {
      task.run();
      engine.flush();
    } catch (RuntimeException | Error e) {
      fail(e);
      throw e;
    } finally {
      exit();
    }
  }

  /** Wakes the thread that sleeps in a transport, if one does; cheap otherwise. */
  public void wakeUp() {
    VarHandle.fullFence();
    if (sleeping) {
      Transport transport = sleepingIn;
      if (transport != null) {
        transport.wakeUp();
      }
    }
  }

  /** True when this thread holds the lock. */
  public boolean isHeld() {
    return lock.isHeldByCurrentThread();
  }

  /** Tries to take the lock within a bound: for diagnosis of a rank that may be stuck. */
  public boolean tryEnter(long timeoutNs) {
    contenders.incrementAndGet();
    wakeUp();
    try {
      return lock.tryLock(timeoutNs, java.util.concurrent.TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      contenders.decrementAndGet();
    }
  }

  /** Stops the background thread; calls that still wait end with an error. Not under the lock. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(background);
    wakeUp();
    boolean interrupted = false;
    long deadlineNs = System.nanoTime() + 2_000_000_000L;
    while (background.isAlive() && System.nanoTime() < deadlineNs) {
      try {
        LockSupport.unpark(background);
        wakeUp();
        background.join(10);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- driving

  private void drive(Operation operation, BooleanSupplier condition) {
    if (driver != null) {
      follow(operation, condition);
      return;
    }
    // A selector does not sleep, and a channel closes, while the thread is interrupted.
    boolean interrupted = Thread.interrupted();
    driver = Thread.currentThread();
    try {
      // What this thread waits for may be the answer to what it has just sent.
      flush();
      engine.setAwaited(operation);
      idlePolls = 0;
      idleNs = 0;
      spins = maySpin;
      napping = false;
      while (!isMet(operation, condition)) {
        requireAlive();
        if (pollOnce()) {
          endIdle();
        } else if (!isMet(operation, condition)) {
          interrupted |= idle(operation, condition);
        }
      }
      endIdle();
    } finally {
      engine.setAwaited(null);
      leaveDriving();
      restoreInterrupt(interrupted);
    }
  }

  private static void restoreInterrupt(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A wait can only end when somebody drives. */
  private void requireAlive() {
    if (failure != null) {
      throw failed();
    }
    if (closed) {
      throw new EngineException(
          ErrorClass.OTHER,
          "Finalize was called while another thread of this rank still waited in this call");
    }
  }

  private EngineException failed() {
    return new EngineException(
        ErrorClass.INTERN, "the engine of this rank has failed: " + failure, failure);
  }

  /** Protocol state may be half changed: nothing more is done with it, and all are told. */
  private void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  private static boolean isMet(Operation operation, BooleanSupplier condition) {
    return operation != null ? operation.isSettled() : condition.getAsBoolean();
  }

  /** Somebody else drives: sleeps until there may be something new for this thread. */
  private void follow(Operation operation, BooleanSupplier condition) {
    Follower mine = new Follower(lock.newCondition(), operation, condition);
    followers.add(mine);
    try {
      while (driver != null && failure == null && !isMet(operation, condition)) {
        mine.signal.awaitUninterruptibly();
      }
      if (failure != null && !isMet(operation, condition)) {
        throw failed();
      }
    } finally {
      followers.remove(mine);
    }
  }

  private void signalFollowers() {
    if (!followers.isEmpty()) {
      followers.forEach(follower -> follower.signal.signal());
    }
  }

  private boolean isAFollowersTurn() {
    for (Follower follower : followers) {
      if (isMet(follower.operation, follower.condition)) {
        return true;
      }
    }
    return false;
  }

  private void leaveDriving() {
    driver = null;
    Follower next = followers.peekFirst();
    if (next != null) {
      next.signal.signal();
    }
  }

  /** Polls everything once, runs long work, and lets other threads in. */
  private boolean pollOnce() {
    boolean worked = false;
    try {
      boolean far = true;
      for (Transport transport : transports) {
        if (transport.poll()) {
          worked = true;
          far &= transport.wasFar();
        }
      }
      if (worked) {
        farPolls = far ? farPolls + 1 : 0;
      }
      if (workWaits) {
        worked = true;
        Work work = works.poll();
        workWaits = !works.isEmpty();
        runWork(work);
      }
      if (watch != null && !worked && ++vainPolls % POLLS_PER_WATCH == 0) {
        worked = watch.onIdle(System.nanoTime(), entries);
      }
      if (engine.needsFlush()) {
        engine.flush();
        worked = true;
      }
    } catch (RuntimeException | Error e) {
      fail(e);
      throw e;
    }
    if (worked) {
      signalFollowers();
    }
    letOthersIn();
    return worked;
  }

  private void runWork(Work work) {
    Throwable thrown = null;
    lock.unlock();
    try {
      work.run();
    } catch (Throwable t) {
      thrown = t;
    } finally {
      lock.lock();
    }
    work.finished(thrown);
  }

  private void letOthersIn() {
    if (othersWait()) {
      // Whoever has the lock now must not fall asleep with it before this thread asks for it again.
      returning.incrementAndGet();
      lock.unlock();
      // The unlock has woken a contender; taking the lock back before it has would starve it.
      do {
        Thread.yield();
      } while (isAskedFor() && !lock.isLocked());
      lock.lock();
      returning.decrementAndGet();
    }
  }

  /** Another thread wants the lock. */
  private boolean othersWait() {
    return isAskedFor() || returning.get() > 0;
  }

  /**
   * By one that enters, or by a follower that was signalled, which only runs on when the lock is
   * given up.
   */
  private boolean isAskedFor() {
    return contenders.get() > 0 || lock.hasQueuedThreads();
  }

  /**
   * Nothing to do: spins for a while, or gives the processor away where ranks outnumber cores, then
   * sleeps; at once where all that comes is from far away. Whoever is given the processor keeps it
   * for longer than it takes to be woken, and packets that should leave evenly leave late.
   *
   * @return true when the thread was interrupted in its sleep
   */
  private boolean idle(Operation operation, BooleanSupplier condition) {
    if (farPolls >= FAR_POLLS) {
      sleep(operation, condition);
      return Thread.interrupted();
    }
    idlePolls++;
    if (napping || idlePolls % POLLS_PER_CLOCK == 0) {
      long now = System.nanoTime();
      if (idlePolls == POLLS_PER_CLOCK) {
        idleSinceNs = now;
      }
      idleNs = now - idleSinceNs;
      spins = maySpin && idleNs < spinLimit.ns(now);
      napping = naps.isTime(now, idleNs);
      if (idleNs >= awakeNs) {
        sleep(operation, condition);
        return Thread.interrupted();
      }
    }
    if (napping) {
      Naps.take();
    } else if (spins) {
      Thread.onSpinWait();
    } else if (maySpin) {
      spinLimit.yield();
    } else {
      Thread.yield();
    }
    return false;
  }

  private void endIdle() {
    if (idlePolls >= POLLS_PER_CLOCK) {
      learn(System.nanoTime() - idleSinceNs);
    }
    idlePolls = 0;
    idleNs = 0;
    spins = maySpin;
    napping = false;
  }

  /** Waiting awake pays where answers come soon. */
  private void learn(long waitedNs) {
    long mostNs = maySpin ? MAX_AWAKE_NS : MAX_CROWDED_AWAKE_NS;
    awakeNs =
        waitedNs < mostNs ? Math.min(mostNs, 2 * awakeNs) : Math.max(MIN_AWAKE_NS, awakeNs / 2);
  }

  private void sleep(Operation operation, BooleanSupplier condition) {
    Transport in = transports[transports.length - 1];
    sleepingIn = in;
    sleeping = true;
    VarHandle.fullFence();
    try {
      // Others were let in since the last poll: what they left to do is looked for again.
      boolean mayRest = !othersWait() && !workWaits && !engine.needsFlush() && !closed;
      // A condition may hold by what another process has written into memory that both share: that
      // one wakes only those whom it sees asleep.
      if (mayRest && prepareToSleep() && !isMet(operation, condition) && !isAFollowersTurn()) {
        in.awaitInput(
            watch == null
                ? MAX_SLEEP_NS
                : Math.min(MAX_SLEEP_NS, watch.mostSleepNs(System.nanoTime())));
        vainPolls = -1;
      }
    } catch (RuntimeException | Error e) {
      fail(e);
      throw e;
    } finally {
      sleeping = false;
      sleepingIn = null;
      for (Transport transport : transports) {
        transport.sleepEnded();
      }
    }
    // Input is handled inside the wait too.
    signalFollowers();
  }

  private boolean prepareToSleep() {
    boolean nothingThere = true;
    for (Transport transport : transports) {
      nothingThere &= transport.prepareToSleep();
    }
    return nothingThere;
  }

  private void flushOnExit() {
    if (!engine.needsFlush()) {
      return;
    }
    if (deferFlush) {
      long now = System.nanoTime();
      if (now - lastFlushNs < FLUSH_INTERVAL_NS) {
        return;
      }
      lastFlushNs = now;
    }
    boolean interrupted = Thread.interrupted();
    try {
      flush();
    } finally {
      restoreInterrupt(interrupted);
    }
  }

  private void flush() {
    try {
      engine.flush();
    } catch (RuntimeException | Error e) {
      fail(e);
      throw e;
    }
  }

  // ---- the background thread

  private void runBackground() {
    try {
      while (!closed) {
        long seen = entries;
        awaitQuiet();
        if (closed) {
          return;
        }
        if (driver != null) {
          // Somebody drives. exit() wakes this thread when nobody does any more; one of the two
          // sees the other.
          backgroundParked = true;
          while (driver != null && backgroundParked && !closed) {
            LockSupport.park(this);
          }
          backgroundParked = false;
        } else if ((entries == seen || workWaits) && lock.tryLock()) {
          try {
            if (driver == null) {
              driveUntilWanted();
            }
          } finally {
            lock.unlock();
          }
        }
      }
    } catch (Throwable t) {
      // Nobody may be there to be told for a long time.
      fail(t);
      t.printStackTrace();
    }
  }

  /**
   * A wake-up that was meant for an earlier sleep ends parking at once: taking over then would make
   * the program's next call wait for the lock, and with bad timing each one after it.
   */
  private void awaitQuiet() {
    long untilNs = System.nanoTime() + QUIET_NS;
    long leftNs = QUIET_NS;
    while (leftNs > 0 && !closed && !workWaits) {
      LockSupport.parkNanos(this, leftNs);
      leftNs = untilNs - System.nanoTime();
    }
  }

  /** Drives until a thread of the program wants the lock. */
  private void driveUntilWanted() {
    driver = Thread.currentThread();
    try {
      while (!closed && !othersWait() && followers.isEmpty()) {
        if (!pollOnce() && !othersWait() && followers.isEmpty()) {
          sleep(null, NEVER);
        }
      }
    } finally {
      leaveDriving();
    }
  }

  private final class Background extends Thread {
    Background(String name) {
      super(name);
      setDaemon(true);
    }

    @Override
    public void run() {
      runBackground();
    }
  }

  /** A thread that waits while another drives. */
  private record Follower(Condition signal, Operation operation, BooleanSupplier condition) {}
}
