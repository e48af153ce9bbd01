package org.jmpi.launcher.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The first section of the command line: what concerns the whole job, and the first program. */
@Command(
    name = "jmpirun",
    sortOptions = false,
    usageHelpAutoWidth = true,
    separator = " ",
    header = "Runs a message-passing Java program on several processes.%n",
    customSynopsis = {
      "jmpirun -n N [OPTIONS] -cp PATH Main [ARGS]",
      "       jmpirun -n N [OPTIONS] -jar X.jar [ARGS]",
      "       jmpirun -n N [OPTIONS] java [JAVA OPTIONS] Main [ARGS]",
      "       jmpirun -n N … Main1 … : -n M … Main2 …"
    },
    footer = {
      "",
      "Exit code: 0 when all ranks ended with 0, otherwise that of the first rank that failed (128 + signal when it"
          + " was killed), 124 after --timeout, 2 when the command line is wrong. With --with-ft ulfm ranks that were"
          + " killed do not count as long as one ends well.",
      "",
      "Examples:",
      "  jmpirun -n 4 -cp my.jar Main 1000",
      "  jmpirun -n 4 java -Xmx1g -cp my.jar Main 1000",
      "  jmpirun -n 4 --host a:2,b:2 --rsh 'ssh -p 2222 {host}' -cp my.jar Main"
    })
final class JmpirunCommand extends ProgramOptions {
  /** Where the ranks run. */
  static class Where {
    private static final String DEFAULT_RSH = "ssh";
    private static final String DEFAULT_TRANSPORT = "auto";

    @Option(
        names = {"--host", "-host", "-H"},
        paramLabel = "HOST[:SLOTS],…",
        description = "Run on these hosts; 'localhost' is this one.")
    String hosts;

    @Option(
        names = {"--hostfile", "-hostfile", "--machinefile", "-machinefile"},
        paramLabel = "FILE",
        description = "Read hosts from FILE: a line 'name slots=N' for each.")
    Path hostFile;

    @Option(
        names = "--site",
        paramLabel = "HOST,…=NAME|measure",
        description =
            "These hosts are at the site NAME (in a host file: 'name site=NAME'): collectives cross between sites as"
                + " rarely as they can. May be given several times; 'measure': the ranks find out from round-trip"
                + " times.")
    List<String> sites = new ArrayList<>();

    @Option(
        names = "--map",
        paramLabel = "SITE:N+N,…",
        description =
            "Pretend: the first N ranks are on a host of SITE, the next N on another, and so on ('a:2+2,b:3'). For"
                + " trying out on one machine what collectives do on several sites.")
    String map;

    @Option(
        names = "--rsh",
        paramLabel = "COMMAND",
        defaultValue = Where.DEFAULT_RSH,
        description =
            "How to run a command on a host (default: ${DEFAULT-VALUE}); {host} stands for its name, which is"
                + " otherwise put at the end. Example: 'ip netns exec {host}'.")
    String rsh = DEFAULT_RSH;

    @Option(
        names = "--prefix",
        paramLabel = "DIR",
        description = "Where this distribution is on the other hosts, if not where it is here.")
    String prefix;

    @Option(
        names = "--udp-ports",
        paramLabel = "A-B",
        description = "UDP ports that ranks may listen on, for firewalls.")
    String udpPorts;

    @Option(
        names = "--transport",
        paramLabel = "auto|shm|quic|self",
        defaultValue = Where.DEFAULT_TRANSPORT,
        description =
            "What carries messages: shared memory between ranks of one agent and QUIC between agents (auto, the"
                + " default), one of the two alone, or nothing but messages to oneself.")
    String transport = DEFAULT_TRANSPORT;

    @Option(
        names = "--in-process",
        description =
            "All ranks in one JVM, with a class loader each: for debugging and small tests.")
    boolean inProcess;
  }

  /** What goes in and comes out. */
  static class InputOutput {
    private static final String DEFAULT_INPUT = "0";

    @Option(
        names = {"--tag-output", "-tag-output"},
        description = "Begin each line of output with [rank].")
    boolean tag;

    @Option(
        names = {"--timestamp", "--timestamp-output", "-timestamp-output"},
        description = "Begin each line of output with the time.")
    boolean timestamp;

    @Option(
        names = {"--output-dir", "--output-filename"},
        paramLabel = "DIR",
        description = "Write the output of each rank to a file in DIR too (rank-N.txt).")
    Path directory;

    @Option(
        names = {"--stdin", "-stdin"},
        paramLabel = "RANK|none",
        defaultValue = InputOutput.DEFAULT_INPUT,
        description = "Which rank reads standard input (default: ${DEFAULT-VALUE}).")
    String input = DEFAULT_INPUT;
  }

  /** How the job ends. */
  static class Ends {
    private static final String DEFAULT_GRACE_S = "1";

    @Option(
        names = {"--timeout", "-timeout"},
        paramLabel = "SECONDS",
        description = "End the job after this time, with a thread dump of every rank.")
    Double timeoutS;

    @Option(
        names = "--grace",
        paramLabel = "SECONDS",
        defaultValue = Ends.DEFAULT_GRACE_S,
        description =
            "How long ranks that are asked to end may take before they are killed (default: ${DEFAULT-VALUE}).")
    double graceS = Double.parseDouble(DEFAULT_GRACE_S);

    @Option(
        names = "--on-failure",
        paramLabel = "end|continue",
        description =
            "Whether the death of a rank ends the job (default), or the others are told and go on; a rank that exits"
                + " with a code of its own still ends the job. See --with-ft.")
    String onFailure;
  }

  /** Going on without those who die. */
  static class Recovery {
    @Option(
        names = {"--with-ft", "-with-ft"},
        paramLabel = "ulfm|none",
        description =
            "ulfm: the death of a rank or a host does not end the job; the others get errors, and can revoke, shrink"
                + " and agree. Default: none.")
    String kind;

    @Option(
        names = {"--enable-recovery", "-enable-recovery"},
        description = "The same as --with-ft ulfm.")
    boolean enabled;

    @Option(
        names = "--ft-stop-timeout",
        paramLabel = "SECONDS",
        description =
            "With fault tolerance: a rank that is stopped (SIGSTOP) for longer is killed, so that the others can go"
                + " on; 0: never. Default: 0.5.")
    Double stopTimeoutS;

    @Option(
        names = "--ft-host-timeout",
        paramLabel = "SECONDS",
        description =
            "With fault tolerance: a host that is not heard for longer is given up, with its ranks; 0: never. Default:"
                + " 1, for a LAN.")
    Double hostTimeoutS;

    @Option(
        names = "--ft-site-timeout",
        paramLabel = "SECONDS",
        description =
            "The same for hosts at another site than this one (--site), whose links may fail for some seconds;"
                + " default 15.")
    Double siteTimeoutS;

    @Option(
        names = "--ft-minority",
        paramLabel = "end|continue",
        description =
            "What jmpirun does when hosts are silent and those that it hears have no majority of the living ranks:"
                + " end the job (default), since it is probably cut off itself, or give the silent ones up and go on.")
    String minority;

    @Option(
        names = "--spawn",
        paramLabel = "N",
        description =
            "Running programs may start processes (Intracomm.spawn), at most N in the whole job. Default: none.")
    int spawn;

    @Option(
        names = "--respawn",
        description =
            "With fault tolerance: a process is started in the place of a dead one when the program asks for it"
                + " (Resilient, Intracomm.respawn): on the same host, or on another with a free slot. At most 16 in"
                + " all; --respawn=N sets another bound.")
    boolean respawn;

    /** How {@link FullArguments} writes {@code --respawn=N}; apart, N could be the program. */
    @Option(names = Recovery.RESPAWN_MOST, hidden = true)
    Integer respawnMost;

    static final String RESPAWN_MOST = "--respawn=";
  }

  /** Looking inside. */
  static class Looking {
    @Option(
        names = "--report-state",
        description =
            "Tell when a rank is started, initialized, finalized, ended; and at Finalize what carried its messages"
                + " to each peer, with counters.")
    boolean reportState;

    @Option(
        names = "--report-topology",
        description =
            "Tell at the start which host and site each rank is on, and at the end what the ranks measured between"
                + " sites: round-trip time, loss, rate, bytes and messages.")
    boolean reportTopology;

    @Option(
        names = "--debug",
        paramLabel = "RANK",
        description = "Let this rank wait for a debugger (JDWP); its output tells the port.")
    Integer debugRank;

    @Option(
        names = "--setting",
        paramLabel = "KEY=VALUE",
        description = "A setting of the runtime, the same at all ranks.")
    List<String> settings = new ArrayList<>();

    @Option(
        names = "--no-class-archive",
        description =
            "Start the JVMs without the archive of loaded classes, and make none (see the user guide, Start-up).")
    boolean noClassArchive;

    @Option(
        names = "--make-class-archive",
        description = "Make the archive for this JDK now, and end.")
    boolean makeClassArchive;

    @Option(
        names = {"-v", "--verbose"},
        description = "Tell what is started, and how.")
    boolean verbose;

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this and end.")
    boolean help;

    @Option(
        names = {"-V", "--version"},
        versionHelp = true,
        description = "Show the version and end.")
    boolean version;
  }

  @ArgGroup(validate = false, heading = "%nWhere:%n", order = 2)
  Where where = new Where();

  @ArgGroup(validate = false, heading = "%nInput and output:%n", order = 3)
  InputOutput io = new InputOutput();

  @ArgGroup(validate = false, heading = "%nHow it ends:%n", order = 4)
  Ends ends = new Ends();

  @ArgGroup(validate = false, heading = "%nFault tolerance:%n", order = 5)
  Recovery recovery = new Recovery();

  @ArgGroup(validate = false, heading = "%nLooking inside:%n", order = 6)
  Looking looking = new Looking();

  /** Seconds as nanoseconds. */
  static long toNanos(double seconds, String option) {
    if (!(seconds >= 0) || seconds > TimeUnit.DAYS.toSeconds(3650)) {
      throw new UsageException(option + " " + seconds + ": give a number of seconds");
    }
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }
}
