package org.jmpi.launcher.rank;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.job.Contact;
import org.jmpi.job.Credentials;
import org.jmpi.job.Job;
import org.jmpi.job.JobListener;
import org.jmpi.job.Newcomers;
import org.jmpi.job.ProcessId;
import org.jmpi.job.ProcessInfo;
import org.jmpi.job.SharedFolder;
import org.jmpi.job.SiteTraffic;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankUp;

/**
 * The job of a process that {@code jmpirun} started. Ends this process when the agent is gone:
 * nobody would end it otherwise, and the job cannot end well without it.
 */
public final class LaunchedJob implements Job {
  /** The exit code of a rank whose agent is gone. */
  public static final int EXIT_ORPHAN = 121;

  private static final long WELCOME_BOUND_S = 60;
  private static final String FAULT_TOLERANCE = "ft";

  private final LifeLine lifeLine;
  private final SharedFolder folder;
  private final Consumer<String> onOrphan;
  private final CompletableFuture<RankDown.Welcome> welcome = new CompletableFuture<>();
  private final Map<Integer, CompletableFuture<Contact>> lookUps = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<List<InetSocketAddress>>> relays =
      new ConcurrentHashMap<>();
  private final List<Consumer<JobListener>> early = new ArrayList<>();
  private CompletableFuture<Credentials> credentials;
  private JobListener listener;
  private final Map<Integer, ProcessInfo> processes = new ConcurrentHashMap<>();
  private volatile RankDown.Welcome job;
  private volatile List<ProcessInfo> world;
  private volatile LaunchedNewcomers newcomers;

  private LaunchedJob(LifeLine lifeLine, SharedFolder folder, Consumer<String> onOrphan) {
    this.lifeLine = lifeLine;
    this.folder = folder;
    this.onOrphan = onOrphan;
  }

  /**
   * Joins the job whose agent is at {@code address}: {@code <path>#<process index>}.
   *
   * @param folder where the ranks of that agent share memory; null when they do not
   * @throws EngineException when there is no such agent or it refuses
   */
  public static LaunchedJob join(String address, SharedFolder folder) {
    return join(
        address,
        folder,
        new Consumer<>() {
          @Override
          public void accept(String reason) {
            endProcess(reason);
          }
        });
  }

  /** As above; {@code onOrphan} hears that the agent is gone. */
  static LaunchedJob join(String address, SharedFolder folder, Consumer<String> onOrphan) {
    int mark = address.lastIndexOf('#');
    try {
      int index = Integer.parseInt(address.substring(mark + 1));
      LaunchedJob launched =
          new LaunchedJob(
              LifeLine.connect(Path.of(address.substring(0, mark)), index), folder, onOrphan);
      launched.lifeLine.read(launched.new Messages(), launched.new End());
      launched.job =
          launched.await(launched.welcome, WELCOME_BOUND_S * 1_000_000_000L, "the agent's welcome");
      return launched;
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new EngineException(
          ErrorClass.OTHER,
          "cannot join the job at "
              + LaunchedJobProvider.VARIABLE
              + "="
              + address
              + ": "
              + e.getMessage()
              + "; start the program with jmpirun, or unset the variable to run it alone",
          e);
    }
  }

  @Override
  public ProcessId self() {
    return process(job.index()).id();
  }

  @Override
  public List<ProcessInfo> world() {
    return world;
  }

  @Override
  public ProcessInfo process(int processIndex) {
    ProcessInfo found = processes.get(processIndex);
    if (found == null) {
      throw new NoSuchElementException("no process " + processIndex + " in this job");
    }
    return found;
  }

  @Override
  public Map<String, String> settings() {
    return job.settings();
  }

  @Override
  public Optional<SharedFolder> sharedFolder() {
    return Optional.ofNullable(folder);
  }

  @Override
  public void listen(JobListener newListener) {
    List<Consumer<JobListener>> missed;
    synchronized (early) {
      listener = newListener;
      missed = List.copyOf(early);
      early.clear();
    }
    for (Consumer<JobListener> event : missed) {
      event.accept(newListener);
    }
  }

  @Override
  public void initialized() {
    send(new RankUp.Initialized());
  }

  @Override
  public void finalized() {
    send(new RankUp.Finalized());
  }

  @Override
  public void report(String text) {
    send(new RankUp.State(text));
  }

  @Override
  public void reportTraffic(String host, String site, List<SiteTraffic> traffic) {
    int most = Math.min(traffic.size(), RankUp.MAX_SITES);
    send(new RankUp.Measured(host, site, traffic.subList(0, most)));
  }

  @Override
  public void publish(Contact self) {
    int most = Math.min(self.addresses().size(), RankUp.MAX_ADDRESSES);
    send(new RankUp.Publish(self.addresses().subList(0, most)));
  }

  @Override
  public Contact lookUp(int processIndex, long timeoutNs) {
    process(processIndex);
    CompletableFuture<Contact> answer =
        lookUps.computeIfAbsent(processIndex, index -> new CompletableFuture<>());
    send(new RankUp.LookUp(processIndex));
    return await(answer, timeoutNs, "the addresses of process " + processIndex);
  }

  @Override
  public List<InetSocketAddress> relay(int processIndex, long timeoutNs) {
    CompletableFuture<List<InetSocketAddress>> answer =
        relays.computeIfAbsent(processIndex, index -> new CompletableFuture<>());
    send(new RankUp.RelayWanted(processIndex));
    return await(answer, timeoutNs, "a way to process " + processIndex + " through a third host");
  }

  @Override
  public Credentials credentials(long timeoutNs) {
    CompletableFuture<Credentials> answer;
    synchronized (this) {
      if (credentials == null || credentials.isCompletedExceptionally()) {
        credentials = new CompletableFuture<>();
        send(new RankUp.CredentialsWanted());
      }
      answer = credentials;
    }
    return await(answer, timeoutNs, "this process's certificate");
  }

  @Override
  public boolean suspect(int processIndex, String reason) {
    boolean decides = "true".equals(job.settings().get(FAULT_TOLERANCE));
    if (decides) {
      send(new RankUp.Suspect(processIndex, reason));
    }
    return decides;
  }

  @Override
  public Optional<Newcomers> newcomers() {
    return Optional.ofNullable(newcomers);
  }

  @Override
  public void abort(int exitCode, String reason) {
    send(new RankUp.Abort(exitCode, reason));
  }

  /**
   * The life-line stays until the process ends: a program that goes on after Finalize must not
   * outlive the job.
   */
  @Override
  public void close() {
    synchronized (early) {
      listener = null;
      early.clear();
    }
  }

  private void onMessage(RankDown message) {
    if (message instanceof RankDown.Welcome first) {
      onWelcome(first);
    } else if (message instanceof RankDown.ProcessFailed failed) {
      tell(new Death(failed));
    } else if (message instanceof RankDown.Refused refused) {
      welcome.completeExceptionally(new EngineException(ErrorClass.OTHER, refused.reason()));
    } else if (message instanceof RankDown.ContactWanted) {
      tell(JobListener::onContactWanted);
    } else if (message instanceof RankDown.ContactFound found) {
      onContact(found);
    } else if (message instanceof RankDown.RelayFound found) {
      CompletableFuture<List<InetSocketAddress>> waiting = relays.remove(found.index());
      if (waiting != null) {
        waiting.complete(found.addresses());
      }
    } else if (message instanceof RankDown.ProcessLeft left) {
      CompletableFuture<List<InetSocketAddress>> waiting = relays.remove(left.index());
      if (waiting != null) {
        waiting.complete(List.of());
      }
      tell(l -> l.onProcessLeft(left.index()));
    } else if (message instanceof RankDown.ContactMissing missing) {
      onContactMissing(missing);
    } else if (message instanceof RankDown.CredentialsIssued issued) {
      onCredentials(issued);
    } else if (message instanceof RankDown.CredentialsMissing missing) {
      answer()
          .completeExceptionally(
              new EngineException(
                  ErrorClass.OTHER, "jmpirun could not issue a certificate: " + missing.reason()));
    } else if (message instanceof RankDown.ProcessJoined joined) {
      onJoined(joined);
    } else if (message instanceof RankDown.Respawned respawned) {
      if (newcomers != null) {
        newcomers.onRespawned(respawned);
      }
    } else if (message instanceof RankDown.Spawned spawned) {
      if (newcomers != null) {
        newcomers.onSpawned(spawned);
      }
    } else if (message instanceof RankDown.Invited invited) {
      if (newcomers != null) {
        newcomers.onInvited(invited);
        tell(JobListener::onInvited);
      }
    } else if (message instanceof RankDown.StateWanted) {
      tell(l -> send(new RankUp.State(l.onStateWanted())));
    }
  }

  /** No lambda: a virtual machine takes several tenths of a millisecond to link one. */
  private record Death(RankDown.ProcessFailed failed) implements Consumer<JobListener> {
    @Override
    public void accept(JobListener listener) {
      listener.onProcessFailed(failed.index(), failed.cause());
    }
  }

  private void onWelcome(RankDown.Welcome first) {
    List<ProcessInfo> members = new ArrayList<>();
    for (ProcessInfo each : first.processes()) {
      processes.put(each.id().index(), each);
    }
    for (int i = 0; i < first.worldSize(); i++) {
      members.add(processes.get(first.worldFirst() + i));
    }
    world = List.copyOf(members);
    if (first.mostProcesses() > 0) {
      int agent = processes.get(first.index()).agentId();
      newcomers =
          new LaunchedNewcomers(
              first.mostProcesses(),
              (int) processes.values().stream().filter(p -> p.agentId() == agent).count(),
              first.worldFirst() > 0 && !first.isSpawned(),
              first.isSpawned(),
              processes::get,
              this::send,
              this::await);
    }
    welcome.complete(first);
  }

  /** Only the job itself makes processes known, and none twice. */
  private void onJoined(RankDown.ProcessJoined joined) {
    processes.putIfAbsent(joined.process().id().index(), joined.process());
    if (newcomers != null) {
      newcomers.onJoined();
    }
  }

  private void onContact(RankDown.ContactFound found) {
    CompletableFuture<Contact> waiting = lookUps.remove(found.index());
    if (waiting != null) {
      waiting.complete(new Contact(process(found.index()).id(), found.addresses()));
    }
  }

  private void onContactMissing(RankDown.ContactMissing missing) {
    CompletableFuture<Contact> waiting = lookUps.remove(missing.index());
    if (waiting != null) {
      waiting.completeExceptionally(
          new EngineException(
              ErrorClass.PROC_FAILED,
              "process " + missing.index() + " cannot be reached: " + missing.reason(),
              new int[] {missing.index()},
              null));
    }
  }

  private void onCredentials(RankDown.CredentialsIssued issued) {
    try {
      answer()
          .complete(
              new Credentials(
                  certificate(issued.authority()),
                  certificate(issued.certificate()),
                  KeyFactory.getInstance("EC")
                      .generatePrivate(new PKCS8EncodedKeySpec(issued.key()))));
    } catch (GeneralSecurityException e) {
      answer()
          .completeExceptionally(
              new EngineException(ErrorClass.INTERN, "cannot read the certificate", e));
    }
  }

  private synchronized CompletableFuture<Credentials> answer() {
    if (credentials == null) {
      credentials = new CompletableFuture<>();
    }
    return credentials;
  }

  private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private void tell(Consumer<JobListener> event) {
    JobListener current;
    synchronized (early) {
      current = listener;
      if (current == null) {
        early.add(event);
      }
    }
    if (current != null) {
      event.accept(current);
    }
  }

  private void onEnd(String reason) {
    if (job == null
        && welcome.completeExceptionally(new EngineException(ErrorClass.OTHER, reason))) {
      return;
    }
    if (!welcome.isCompletedExceptionally()) {
      onOrphan.accept(reason);
    }
  }

  private void send(RankUp message) {
    try {
      lifeLine.send(message);
    } catch (IOException e) {
      throw new EngineException(ErrorClass.OTHER, "the life-line to the agent broke", e);
    }
  }

  private <T> T await(CompletableFuture<T> answer, long timeoutNs, String what) {
    try {
      return answer.get(timeoutNs, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new EngineException(
          ErrorClass.OTHER,
          "waited " + TimeUnit.NANOSECONDS.toMillis(timeoutNs) + " ms for " + what,
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EngineException cause) {
        throw new EngineException(
            cause.errorClass(), cause.getMessage(), cause.failedProcesses(), cause);
      }
      throw new EngineException(
          ErrorClass.INTERN, "failed while waiting for " + what, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(ErrorClass.OTHER, "interrupted while waiting for " + what, e);
    }
  }

  /** Shutdown hooks could wait for ever for a job that is no more. */
  private static void endProcess(String reason) {
    System.err.println("jmpi: this rank ends because its job is gone: " + reason);
    Runtime.getRuntime().halt(EXIT_ORPHAN);
  }

  // Classes and not lambdas: a virtual machine that starts links those slowly.

  private final class Messages implements Consumer<RankDown> {
    @Override
    public void accept(RankDown message) {
      onMessage(message);
    }
  }

  private final class End implements Consumer<String> {
    @Override
    public void accept(String reason) {
      onEnd(reason);
    }
  }
}
