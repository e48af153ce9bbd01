package org.jmpi.launcher.cli;

import java.util.List;
import java.util.Set;
import org.jmpi.launcher.core.JobPlan;
import org.jmpi.launcher.wire.AgentDown;

/** What the options for fault tolerance mean together. */
final class RecoveryOptions {
  /** The setting by which ranks know that fault tolerance is on. */
  static final String SETTING = "ft";

  private static final int USUAL_RESPAWNS = 16;
  private static final int MAX_RESPAWNS = 1 << 16;

  private static final Set<String> ON = Set.of("ulfm", "mpi");
  private static final Set<String> OFF = Set.of("none", "no");
  private static final String STOP_OPTION = "--ft-stop-timeout";
  private static final String HOST_OPTION = "--ft-host-timeout";
  private static final double USUAL_STOP_S = 0.5;
  private static final String SITE_OPTION = "--ft-site-timeout";
  private static final String MINORITY_OPTION = "--ft-minority";
  private static final double USUAL_SILENCE_S = 1;
  private static final double USUAL_SITE_SILENCE_S = 15;
  private static final double LEAST_S = 0.05;
  private static final int MS_PER_S = 1000;

  private final JmpirunCommand.Recovery given;
  private final String onFailure;

  RecoveryOptions(JmpirunCommand job) {
    given = job.recovery;
    onFailure = job.ends.onFailure;
  }

  /** Whether fault tolerance is on. */
  boolean isOn() {
    String kind = given.kind;
    boolean named = kind != null && ON.contains(kind);
    if (kind != null && !named && !OFF.contains(kind)) {
      throw new UsageException("--with-ft " + kind + ": give ulfm or none");
    }
    if (kind != null && !named && given.enabled) {
      throw new UsageException("--with-ft " + kind + " and --enable-recovery exclude each other");
    }
    boolean on = named || given.enabled;
    if (on && "end".equals(onFailure)) {
      throw new UsageException(
          "--on-failure end and fault tolerance (--with-ft) exclude each other");
    }
    needsRecovery(on, STOP_OPTION, given.stopTimeoutS);
    needsRecovery(on, HOST_OPTION, given.hostTimeoutS);
    needsRecovery(on, SITE_OPTION, given.siteTimeoutS);
    if (!on && given.minority != null) {
      throw new UsageException(MINORITY_OPTION + " needs --with-ft ulfm");
    }
    if (!on && respawns() > 0) {
      throw new UsageException("--respawn needs --with-ft ulfm");
    }
    return on;
  }

  /** How many processes may be started in the place of dead ones; 0: none. */
  int respawns() {
    if (given.respawnMost == null) {
      return given.respawn ? USUAL_RESPAWNS : 0;
    }
    if (given.respawnMost < 1 || given.respawnMost > MAX_RESPAWNS) {
      throw new UsageException(
          "--respawn=" + given.respawnMost + ": give 1 to " + MAX_RESPAWNS + " processes");
    }
    return given.respawnMost;
  }

  /** Whether the job goes on after a death. */
  boolean goesOn() {
    if (onFailure != null && !onFailure.equals("end") && !onFailure.equals("continue")) {
      throw new UsageException("--on-failure " + onFailure + ": give end or continue");
    }
    return isOn() || "continue".equals(onFailure);
  }

  /** For the plan; the agent of this host is a part of jmpirun and never judged. */
  JobPlan.Recovery recovery(List<Host> hosts) {
    if (!isOn()) {
      return JobPlan.Recovery.OFF;
    }
    double stopS = given.stopTimeoutS == null ? USUAL_STOP_S : given.stopTimeoutS;
    double silenceS = given.hostTimeoutS == null ? USUAL_SILENCE_S : given.hostTimeoutS;
    double siteS = given.siteTimeoutS == null ? USUAL_SITE_SILENCE_S : given.siteTimeoutS;
    int usualMs = toMs(silenceS, HOST_OPTION);
    int farMs = toMs(siteS, SITE_OPTION);
    String ownSite = ownSite(hosts);
    return new JobPlan.Recovery(
        true,
        toMs(stopS, STOP_OPTION),
        hosts.stream()
            .map(host -> silenceMs(host, isFar(host, ownSite) ? farMs : usualMs))
            .toList(),
        respawns() == 0
            ? JobPlan.Respawn.NONE
            : new JobPlan.Respawn(respawns(), hosts.stream().map(Host::slots).toList()),
        minorityGoesOn());
  }

  private boolean minorityGoesOn() {
    String minority = given.minority == null ? "end" : given.minority;
    if (!minority.equals("end") && !minority.equals("continue")) {
      throw new UsageException(MINORITY_OPTION + " " + minority + ": give end or continue");
    }
    return minority.equals("continue");
  }

  private static void needsRecovery(boolean on, String option, Double value) {
    if (!on && value != null) {
      throw new UsageException(option + " needs --with-ft ulfm");
    }
  }

  /**
   * Where this jmpirun is: at the site of its own host, or at the only one there is; empty when
   * that cannot be told.
   */
  private static String ownSite(List<Host> hosts) {
    List<String> sites = hosts.stream().map(Host::site).distinct().toList();
    return hosts.stream()
        .filter(host -> host.name().equals(PlanBuilder.HERE))
        .map(Host::site)
        .findFirst()
        .orElse(sites.size() == 1 ? sites.get(0) : "");
  }

  /** Links between sites may fail for some seconds without harm. */
  private static boolean isFar(Host host, String ownSite) {
    return !host.site().isEmpty() && !host.site().equals(ownSite);
  }

  private static int silenceMs(Host host, int usualMs) {
    if (host.name().equals(PlanBuilder.HERE)) {
      return 0;
    }
    return host.silenceMs() == Host.USUAL ? usualMs : host.silenceMs();
  }

  /** A bound that can be switched off. */
  static int toMs(double seconds, String option) {
    boolean possible =
        seconds == 0 || seconds >= LEAST_S && seconds <= AgentDown.MAX_BOUND_MS / MS_PER_S;
    if (!possible) {
      throw new UsageException(
          option + " " + seconds + ": give 0 (never) or " + LEAST_S + " to 86400 seconds");
    }
    return (int) Math.round(seconds * MS_PER_S);
  }
}
