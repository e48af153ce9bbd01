package org.jmpi.launcher.core;

import static org.jmpi.launcher.core.AgentCore.NEVER;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jmpi.job.AddressCandidates;
import org.jmpi.job.ProcessId;
import org.jmpi.job.ProcessInfo;
import org.jmpi.launcher.wire.AgentDown;
import org.jmpi.launcher.wire.AgentUp;
import org.jmpi.launcher.wire.MalformedException;
import org.jmpi.launcher.wire.RankDown;
import org.jmpi.launcher.wire.RankStart;
import org.jmpi.launcher.wire.RankUp;
import org.jmpi.topology.NetworkMap;

/**
 * The job as {@code jmpirun} sees it: starts the ranks once all agents have answered, follows each
 * through its life, answers what they ask, and decides when the job ends and with which exit code:
 * 0 when all ranks ended with 0, otherwise that of the first that failed. Whoever ends afterwards
 * was ended by the job and is no failure. When the job goes on after failures, those that were
 * killed or lost do not count while another ends well.
 */
public final class JobCore {
  /** The exit code of a job that exceeded its time limit, as that of {@code timeout(1)}. */
  public static final int EXIT_TIME_LIMIT = 124;

  static final String UNREACHABLE =
      "could not be reached by other ranks over the network and has been killed by its agent";
  static final int EXIT_NOT_STARTED = 127;
  static final int EXIT_LOST = 137;
  static final long KILL_BOUND_NS = TimeUnit.SECONDS.toNanos(3);
  static final long DUMP_LEAST_NS = TimeUnit.MILLISECONDS.toNanos(800);
  static final long DUMP_PER_RANK_NS = TimeUnit.MILLISECONDS.toNanos(50);
  static final long DUMP_MOST_NS = TimeUnit.SECONDS.toNanos(5);

  private enum Phase {
    GATHERING,
    RUNNING,
    DUMPING,
    ENDING,
    OVER
  }

  private final JobPlan plan;
  private final JobActions actions;
  private final List<RankRecord> ranks = new ArrayList<>();
  private final String[] hostNames;
  private final boolean[] agentLost;
  private final ContactBook contacts = new ContactBook();
  private final long agentDeadlineNs;
  private final long limitDeadlineNs;
  private Phase phase = Phase.GATHERING;
  private long phaseDeadlineNs = NEVER;
  private int exitCode;
  private boolean anyGoodEnd;
  private int toleratedCode;
  private int ownCode;
  private final AgentJudge judge;
  private final TopologyReport topology = new TopologyReport();
  private final Suspicions suspicions = new Suspicions();
  private final Respawns respawns;
  private final Spawns spawns;
  private final Relays relays;

  /** A job whose agents have been asked to come up at {@code nowNs}. */
  public JobCore(long nowNs, JobPlan plan, JobActions actions) {
    this.plan = plan;
    this.actions = actions;
    for (JobPlan.Placed placed : plan.ranks()) {
      ranks.add(new RankRecord(ranks.size(), placed, 0, plan.ranks().size()));
    }
    hostNames = new String[plan.agents().size()];
    agentLost = new boolean[hostNames.length];
    judge =
        new AgentJudge(
            plan.recovery().silenceBoundsMs(), ranks, plan.policy().agentBoundNs(), actions);
    Ports ports = new Ports();
    respawns = new Respawns(plan.recovery().respawn(), ranks, ports);
    spawns = new Spawns(plan.spawning(), ranks, ports);
    relays = new Relays(hostNames.length, ports);
    agentDeadlineNs = after(nowNs, plan.policy().agentBoundNs());
    limitDeadlineNs = after(nowNs, plan.policy().limitNs());
  }

  /** A message from an agent. */
  public void onAgent(long nowNs, int agentId, AgentUp message) {
    judge.hear(agentId);
    if (judge.isExcluded(agentId)) {
      return;
    }
    if (message instanceof AgentUp.Ready ready) {
      onReady(nowNs, agentId, ready);
    } else if (message instanceof AgentUp.Started started) {
      RankRecord rank = rankOf(agentId, started.index());
      rank.pid = started.pid();
      move(rank, RankState.STARTED);
    } else if (message instanceof AgentUp.StartFailed failed) {
      onStartFailed(nowNs, rankOf(agentId, failed.index()), failed.reason());
    } else if (message instanceof AgentUp.Exited exited) {
      onExited(nowNs, rankOf(agentId, exited.index()), exited.code() & 0xff, exited.why());
    } else if (message instanceof AgentUp.FromRank from) {
      onFrame(nowNs, rankOf(agentId, from.index()), from.frame());
    } else if (message instanceof AgentUp.Note note) {
      actions.say(note.text());
    } else if (message instanceof AgentUp.Identity identity) {
      judge.onIdentity(agentId, identity.identity());
    } else if (message instanceof AgentUp.RelayOpened opened) {
      relays.onOpened(agentId, opened);
    }
    goOn(nowNs);
  }

  /** Output came from an agent, which does not concern the core otherwise. */
  public void onHeard(int agentId) {
    judge.hear(agentId);
  }

  /** The way to an agent is gone, and so are its ranks. */
  public void onAgentLost(long nowNs, int agentId, String reason) {
    if (phase == Phase.OVER || agentLost[agentId]) {
      return;
    }
    agentLost[agentId] = true;
    relays.onAgentLost(agentId);
    boolean answered = hostNames[agentId] != null;
    List<RankRecord> lost =
        ranks.stream().filter(r -> r.agentId == agentId && !r.isOver()).toList();
    lost.forEach(rank -> rank.killed = true);
    lost.forEach(
        rank ->
            end(rank, "its host " + plan.agents().get(agentId) + " is lost", plan.policy().goOn()));
    if (!answered) {
      fail(nowNs, 1, "no agent on host " + plan.agents().get(agentId) + ": " + reason);
    } else if (!lost.isEmpty()) {
      String who =
          lost.stream().map(r -> Integer.toString(r.index)).collect(Collectors.joining(", "));
      String text = "lost host " + plan.agents().get(agentId) + " with rank " + who + ": " + reason;
      tolerateOrFail(nowNs, EXIT_LOST, text);
    }
    goOn(nowNs);
  }

  /** Key and certificate were made, or could not be. */
  public void onCredentials(int index, RankDown answer) {
    RankRecord rank = ranks.get(index);
    rank.credentialsAsked = false;
    tell(rank, answer);
  }

  /** The job must end because of something outside its ranks; {@code line} says what. */
  public void onOutsideFailure(long nowNs, int code, String line) {
    fail(nowNs, code, line);
    finishIfOver();
  }

  /** Does what is due; returns when the next thing will be, or {@link AgentCore#NEVER}. */
  public long tick(long nowNs) {
    if (phase == Phase.GATHERING && nowNs >= agentDeadlineNs) {
      String missing =
          unanswered().stream().map(plan.agents()::get).collect(Collectors.joining(", "));
      fail(
          nowNs,
          1,
          "waited "
              + TimeUnit.NANOSECONDS.toSeconds(plan.policy().agentBoundNs())
              + " s for the agent on "
              + missing
              + "; try the --rsh command by hand");
    }
    if ((phase == Phase.GATHERING || phase == Phase.RUNNING) && nowNs >= limitDeadlineNs) {
      dump(nowNs);
    }
    if (nowNs >= phaseDeadlineNs) {
      onPhaseDeadline(nowNs);
    }
    List<Integer> silent = judge.look(nowNs, agentId -> agentLost[agentId]);
    if (!silent.isEmpty() && phase == Phase.RUNNING) {
      onSilent(nowNs, silent);
    }
    for (int index : suspicions.decide(nowNs, i -> ranks.get(i).isOver())) {
      actions.send(ranks.get(index).agentId, new AgentDown.Doubt(index, UNREACHABLE));
    }
    goOn(nowNs);
    return switch (phase) {
      case GATHERING -> Math.min(agentDeadlineNs, limitDeadlineNs);
      case RUNNING ->
          Math.min(
              Math.min(limitDeadlineNs, Math.min(respawns.dueNs(), spawns.dueNs())),
              Math.min(judge.dueNs(), suspicions.dueNs()));
      case DUMPING, ENDING ->
          Math.min(phaseDeadlineNs, Math.min(judge.dueNs(), suspicions.dueNs()));
      case OVER -> NEVER;
    };
  }

  /** After each event. */
  private void goOn(long nowNs) {
    if (phase == Phase.RUNNING) {
      respawns.proceed(nowNs);
      spawns.proceed(nowNs);
    }
    finishIfOver();
  }

  private void onSilent(long nowNs, List<Integer> agents) {
    if (plan.recovery().minorityGoesOn() || judge.isMajorityHeard()) {
      for (int agentId : agents) {
        String reason =
            "jmpirun has heard nothing of it for "
                + AgentWatch.seconds(judge.boundMs(agentId))
                + " s (--ft-host-timeout, --ft-site-timeout)";
        judge.exclude(agentId, reason);
        onAgentLost(nowNs, agentId, reason);
      }
    } else {
      String who =
          agents.stream().map(id -> hostNames[id]).sorted().collect(Collectors.joining(", "));
      fail(
          nowNs,
          EXIT_LOST,
          "nothing is heard of host "
              + who
              + ", and the hosts that are heard hold no majority of the ranks: jmpirun may itself be"
              + " cut off (--ft-minority continue goes on with them)");
    }
  }

  private void onReady(long nowNs, int agentId, AgentUp.Ready ready) {
    if (ready.version() != RankUp.VERSION) {
      throw new MalformedException(
          "the agent speaks version " + ready.version() + ", jmpirun " + RankUp.VERSION);
    }
    String given = plan.agents().get(agentId);
    hostNames[agentId] = given.isEmpty() ? ready.hostName() : given;
    if (phase == Phase.GATHERING && unanswered().isEmpty()) {
      phase = Phase.RUNNING;
      if (plan.recovery().on()) {
        judge.begin(nowNs, plan.recovery().stoppedBoundMs());
      }
      if (reportsTopology()) {
        TopologyReport.placement(ranks.stream().map(this::infoOf).toList()).forEach(actions::say);
      }
      ranks.forEach(rank -> actions.send(rank.agentId, new AgentDown.Start(rank.start)));
    } else if (phase == Phase.ENDING) {
      actions.send(agentId, new AgentDown.EndAll(0));
    }
  }

  private void onFrame(long nowNs, RankRecord rank, byte[] frame) {
    try {
      onRank(nowNs, rank, RankUp.decode(frame));
    } catch (MalformedException e) {
      fail(nowNs, 1, name(rank) + " broke the protocol of its life-line: " + e.getMessage());
    }
  }

  private void onRank(long nowNs, RankRecord rank, RankUp message) {
    if (message instanceof RankUp.Hello) {
      rank.connected = true;
      tell(rank, welcome(rank));
    } else if (message instanceof RankUp.Initialized) {
      move(rank, RankState.INITIALIZED);
      if (contacts.isWanted(rank.index)) {
        tell(rank, new RankDown.ContactWanted());
      }
    } else if (message instanceof RankUp.Finalized) {
      move(rank, RankState.FINALIZED);
    } else if (message instanceof RankUp.Publish publish) {
      contacts
          .publish(rank.index, publish.addresses())
          .forEach(asker -> tellContact(ranks.get(asker), rank, publish.addresses()));
    } else if (message instanceof RankUp.LookUp lookUp) {
      onLookUp(rank, lookUp.index());
    } else if (message instanceof RankUp.CredentialsWanted) {
      if (!rank.credentialsAsked) {
        rank.credentialsAsked = true;
        actions.makeCredentials(idOf(rank));
      }
    } else if (message instanceof RankUp.Abort abort) {
      int code = (abort.exitCode() & 0xff) == 0 ? 1 : abort.exitCode() & 0xff;
      fail(
          nowNs,
          code,
          name(rank) + " aborted the job with code " + abort.exitCode() + ": " + abort.reason());
    } else if (message instanceof RankUp.Suspect suspect) {
      if (suspect.index() < ranks.size()
          && !ranks.get(suspect.index()).isOver()
          && suspect.index() != rank.index) {
        suspicions.add(nowNs, rank.index, suspect.index());
      }
    } else if (message instanceof RankUp.Respawn wanted) {
      onRespawn(nowNs, rank, wanted);
    } else if (message instanceof RankUp.Spawn wanted) {
      if (phase == Phase.RUNNING) {
        spawns.onRequest(nowNs, rank, wanted);
      } else {
        tell(rank, new RankDown.Spawned(wanted.request(), 0, 0, "the job is ending"));
      }
    } else if (message instanceof RankUp.RelayWanted wanted) {
      if (!tellIfLeft(rank, wanted.index())) {
        relays.onWanted(rank.index, wanted.index());
      }
    } else if (message instanceof RankUp.TakenIn) {
      rank.takenIn = true;
    } else if (message instanceof RankUp.Measured measured) {
      topology.add(rank.index, measured);
    } else if (message instanceof RankUp.State state) {
      rank.lastWords = state.text();
      if (plan.policy().reportState() && phase == Phase.RUNNING) {
        state.text().lines().forEach(line -> actions.say(name(rank) + ": " + line));
      }
    }
  }

  private void onRespawn(long nowNs, RankRecord rank, RankUp.Respawn wanted) {
    if (phase == Phase.RUNNING) {
      respawns.onRequest(nowNs, rank, wanted);
    } else {
      tell(rank, new RankDown.Respawned(wanted.request(), List.of(), "the job is ending"));
    }
  }

  /**
   * A job whose ranks cannot be started ends; without a process that others have asked for it goes
   * on.
   */
  private void onStartFailed(long nowNs, RankRecord rank, String reason) {
    String text = name(rank) + " could not be started: " + reason;
    if (rank.isNewcomer() || rank.isAwaited) {
      actions.say(text);
      end(rank, "could not be started", true);
    } else {
      move(rank, RankState.ENDED);
      fail(nowNs, EXIT_NOT_STARTED, text);
    }
  }

  /** Says so when it is in vain to look for a process because it has finalized. */
  private boolean tellIfLeft(RankRecord asker, int index) {
    boolean left = index < ranks.size() && ranks.get(index).hasLeft();
    if (left) {
      tell(asker, new RankDown.ProcessLeft(index));
    }
    return left;
  }

  private void onLookUp(RankRecord asker, int index) {
    tellIfLeft(asker, index);
    if (index >= ranks.size() || ranks.get(index).isOver()) {
      String why = index >= ranks.size() ? "there is no such process" : "it has ended";
      tell(asker, new RankDown.ContactMissing(index, why));
      return;
    }
    RankRecord target = ranks.get(index);
    boolean asked = contacts.isWanted(index);
    List<InetSocketAddress> addresses = contacts.lookUp(asker.index, index);
    if (addresses != null) {
      tellContact(asker, target, addresses);
    } else if (!asked && target.state == RankState.INITIALIZED) {
      tell(target, new RankDown.ContactWanted());
    }
  }

  private void onExited(long nowNs, RankRecord rank, int code, String why) {
    boolean good = code == 0 && rank.state != RankState.INITIALIZED;
    rank.endedWell = code == 0 && rank.state == RankState.FINALIZED;
    rank.killed = FailureText.isKilled(code);
    String cause = FailureText.cause(code, rank.state, why);
    if (plan.policy().reportState()) {
      actions.say(name(rank) + (good ? " ended" : " " + cause));
    }
    end(rank, cause, good || rank.isAwaited || plan.policy().goOn());
    anyGoodEnd |= good;
    if (!good && !rank.isAwaited) {
      String hint = why.isEmpty() ? "; " + FailureText.hint(code, rank.pid) : "";
      String text = name(rank) + " " + cause + hint;
      if (FailureText.isKilled(code)) {
        tolerateOrFail(nowNs, code, text);
      } else if (plan.recovery().on() && mayGoOn()) {
        ownCode = ownCode == 0 ? Math.max(1, code) : ownCode;
        sayItGoesOn(text);
      } else {
        fail(nowNs, code == 0 ? 1 : code, text);
      }
    }
  }

  private boolean mayGoOn() {
    return plan.policy().goOn() && (phase == Phase.RUNNING || phase == Phase.DUMPING);
  }

  private void sayItGoesOn(String text) {
    boolean othersRun = !RankRecord.areOver(ranks);
    actions.say(text + (othersRun ? " (the job goes on)" : ""));
  }

  private void tolerateOrFail(long nowNs, int code, String text) {
    if (mayGoOn()) {
      toleratedCode = toleratedCode == 0 ? code : toleratedCode;
      sayItGoesOn(text);
    } else {
      fail(nowNs, code, text);
    }
  }

  /** The first failure decides the exit code and is told; what comes later is its consequence. */
  private void fail(long nowNs, int code, String text) {
    if (phase == Phase.ENDING || phase == Phase.OVER) {
      return;
    }
    boolean othersRun = phase != Phase.GATHERING && !RankRecord.areOver(ranks);
    actions.say(text + (othersRun ? "; the job is ended" : ""));
    if (phase == Phase.DUMPING) {
      actions.releaseOutput();
    }
    beginEnd(nowNs, code);
  }

  private void beginEnd(long nowNs, int code) {
    exitCode = code;
    if (phase == Phase.GATHERING) {
      ranks.forEach(rank -> rank.state = RankState.ENDED);
    }
    phase = Phase.ENDING;
    respawns.stop();
    spawns.stop();
    phaseDeadlineNs = nowNs + plan.policy().graceNs() + KILL_BOUND_NS;
    int graceMs = (int) TimeUnit.NANOSECONDS.toMillis(plan.policy().graceNs());
    sendToAgents(new AgentDown.EndAll(graceMs));
  }

  private void dump(long nowNs) {
    double limitS = plan.policy().limitNs() / (double) TimeUnit.SECONDS.toNanos(1);
    actions.say("the time limit of " + limitS + " s is over (--timeout); thread dumps follow");
    if (phase == Phase.GATHERING) {
      beginEnd(nowNs, EXIT_TIME_LIMIT);
      return;
    }
    phase = Phase.DUMPING;
    phaseDeadlineNs =
        nowNs + Math.min(DUMP_MOST_NS, DUMP_LEAST_NS + ranks.size() * DUMP_PER_RANK_NS);
    actions.groupOutput();
    sendToAgents(new AgentDown.DumpThreads());
    ranks.forEach(rank -> tell(rank, new RankDown.StateWanted()));
  }

  private void onPhaseDeadline(long nowNs) {
    phaseDeadlineNs = NEVER;
    if (phase == Phase.DUMPING) {
      actions.releaseOutput();
      for (RankRecord rank : ranks) {
        String words = rank.lastWords == null ? "" : ": " + rank.lastWords;
        actions.say(name(rank) + " is " + rank.state + words);
      }
      beginEnd(nowNs, EXIT_TIME_LIMIT);
    } else if (phase == Phase.ENDING) {
      for (RankRecord rank : ranks) {
        if (!rank.isOver()) {
          actions.say(name(rank) + " was killed, but its end was not reported within the bound");
          rank.state = RankState.ENDED;
        }
      }
    }
  }

  private void finishIfOver() {
    if (phase == Phase.OVER || !RankRecord.areOver(ranks)) {
      return;
    }
    if (phase == Phase.DUMPING) {
      actions.releaseOutput();
    }
    if (phase != Phase.ENDING && ownCode != 0) {
      exitCode = ownCode;
    } else if (phase != Phase.ENDING && toleratedCode != 0 && !anyGoodEnd) {
      exitCode = toleratedCode;
    }
    phase = Phase.OVER;
    for (int agentId = 0; agentId < hostNames.length; agentId++) {
      // Those that are lost, too: after it the channel is closed, if it is not yet.
      if (hostNames[agentId] != null) {
        actions.send(agentId, new AgentDown.Leave());
      }
    }
    if (reportsTopology()) {
      topology.lines().forEach(actions::say);
    }
    actions.finished(exitCode);
  }

  private boolean reportsTopology() {
    return plan.settings().containsKey(NetworkMap.REPORT_SETTING);
  }

  /** The others are told of a death that does not end the job; a job that ends tells nobody. */
  private void end(RankRecord rank, String cause, boolean tellOthers) {
    boolean clean = rank.state == RankState.FINALIZED;
    rank.state = RankState.ENDED;
    rank.connected = false;
    relays.onEnded(rank.index);
    for (int asker : contacts.remove(rank.index)) {
      tell(ranks.get(asker), new RankDown.ContactMissing(rank.index, "it has ended"));
    }
    if (tellOthers && !clean && phase != Phase.ENDING) {
      sendToAgents(new AgentDown.Failed(rank.index, cause));
    }
  }

  private void move(RankRecord rank, RankState state) {
    if (rank.isOver() || rank.state.compareTo(state) >= 0) {
      return;
    }
    rank.state = state;
    if (plan.policy().reportState()) {
      actions.say(name(rank) + " " + state);
    }
  }

  private void tell(RankRecord rank, RankDown message) {
    if (rank.connected) {
      actions.send(rank.agentId, new AgentDown.ToRank(rank.index, message.encode()));
    }
  }

  private void tellContact(RankRecord asker, RankRecord target, List<InetSocketAddress> addresses) {
    boolean sameHost = asker.agentId == target.agentId;
    tell(
        asker,
        new RankDown.ContactFound(target.index, AddressCandidates.forPeer(addresses, sameHost)));
  }

  private RankRecord rankOf(int agentId, int index) {
    if (index >= ranks.size() || ranks.get(index).agentId != agentId) {
      throw new MalformedException("agent " + agentId + " has no rank " + index);
    }
    return ranks.get(index);
  }

  private ProcessId idOf(RankRecord rank) {
    return new ProcessId(plan.jobId(), rank.index, 0);
  }

  private ProcessInfo infoOf(RankRecord rank) {
    return new ProcessInfo(
        idOf(rank), rank.agentId, hostNames[rank.agentId], plan.sites().get(rank.agentId));
  }

  /** Who was started in the place of another has a world of its own, and so have the spawned. */
  private RankDown.Welcome welcome(RankRecord rank) {
    int first = rank.worldFirst;
    int size = rank.worldSize;
    List<ProcessInfo> processes =
        ranks.stream()
            .filter(each -> !each.isOver() || each.index >= first && each.index < first + size)
            .map(this::infoOf)
            .toList();
    int more = plan.recovery().respawn().most() + plan.spawning().most();
    int most = more == 0 ? 0 : plan.ranks().size() + more;
    return new RankDown.Welcome(
        plan.jobId(), rank.index, first, size, rank.isSpawned(), most, processes, plan.settings());
  }

  /** {@code rank 1}, {@code process 5 (for rank 1)} or {@code process 6 (rank 2 of 4 spawned)}. */
  static String plainName(RankRecord rank) {
    if (rank.isSpawned()) {
      int own = rank.index - rank.worldFirst;
      return "process " + rank.index + " (rank " + own + " of " + rank.worldSize + " spawned)";
    }
    return rank.isNewcomer()
        ? "process " + rank.index + " (for rank " + rank.place.index + ")"
        : "rank " + rank.index;
  }

  private String name(RankRecord rank) {
    String host = hostNames[rank.agentId];
    return plainName(rank)
        + " on host "
        + (host == null ? plan.agents().get(rank.agentId) : host)
        + (rank.pid == 0 ? "" : " (pid " + rank.pid + ")");
  }

  private List<Integer> unanswered() {
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < hostNames.length; i++) {
      if (hostNames[i] == null) {
        missing.add(i);
      }
    }
    return missing;
  }

  private void sendToAgents(AgentDown message) {
    for (int i = 0; i < hostNames.length; i++) {
      if (hostNames[i] != null && !agentLost[i]) {
        actions.send(i, message);
      }
    }
  }

  private static long after(long nowNs, long spanNs) {
    return spanNs == NEVER ? NEVER : nowNs + spanNs;
  }

  /** What its parts need of the job. */
  private final class Ports implements Respawns.Port, Spawns.Port, Relays.Port {
    @Override
    public boolean isUp(int agentId) {
      return hostNames[agentId] != null && !agentLost[agentId];
    }

    @Override
    public RankRecord start(int agentId, RankRecord place) {
      RankStart start = place.start.as(ranks.size());
      RankRecord newcomer =
          new RankRecord(start.index(), new JobPlan.Placed(agentId, start), place);
      ranks.add(newcomer);
      begin(newcomer);
      return newcomer;
    }

    @Override
    public List<RankRecord> start(List<JobPlan.Placed> world) {
      int first = ranks.size();
      for (JobPlan.Placed placed : world) {
        ranks.add(new RankRecord(placed.start().index(), placed, first, world.size()));
      }
      List<RankRecord> children = List.copyOf(ranks.subList(first, ranks.size()));
      children.forEach(this::begin);
      return children;
    }

    private void begin(RankRecord newcomer) {
      RankDown news = new RankDown.ProcessJoined(plan.jobId(), infoOf(newcomer));
      ranks.forEach(rank -> JobCore.this.tell(rank, news));
      actions.send(newcomer.agentId, new AgentDown.Start(newcomer.start));
    }

    @Override
    public int agentOf(String host) {
      int named = plan.agents().indexOf(host);
      return named >= 0 ? named : Arrays.asList(hostNames).indexOf(host);
    }

    @Override
    public int agentOf(int process) {
      boolean lives = process < ranks.size() && !ranks.get(process).isOver();
      return lives ? ranks.get(process).agentId : -1;
    }

    @Override
    public List<InetSocketAddress> contact(int process) {
      return contacts.of(process);
    }

    @Override
    public void send(int agentId, AgentDown message) {
      actions.send(agentId, message);
    }

    @Override
    public void tell(int process, RankDown message) {
      JobCore.this.tell(ranks.get(process), message);
    }

    @Override
    public void kill(RankRecord rank, String why) {
      actions.send(rank.agentId, new AgentDown.Kill(rank.index, why));
    }

    @Override
    public void introduce(RankRecord dead, RankRecord newcomer) {
      tell(newcomer, new RankDown.ProcessJoined(plan.jobId(), infoOf(dead)));
    }

    @Override
    public void tell(RankRecord rank, RankDown message) {
      JobCore.this.tell(rank, message);
    }

    @Override
    public void say(String line) {
      actions.say(line);
    }
  }

  @Override
  public String toString() {
    return phase + Arrays.toString(ranks.stream().map(r -> r.state).toArray());
  }
}
