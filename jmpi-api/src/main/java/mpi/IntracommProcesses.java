package mpi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jmpi.comm.Communicator;
import org.jmpi.comm.Respawn;
import org.jmpi.comm.Spawn;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Dynamic processes and the name service (MPI-4.1 §11.8–§11.10). Processes can be started ({@link
 * #spawn}), also in the place of dead ones ({@link #respawn}); jobs are not connected: all other
 * calls raise ERR_UNSUPPORTED_OPERATION.
 */
abstract class IntracommProcesses extends Comm {
  IntracommProcesses(boolean predefined) {
    super(predefined);
  }

  /**
   * Starts processes in the place of dead ones: same program, same arguments, same host where that
   * is possible ({@code jmpirun --respawn}). Each begins with main, in an MPI_COMM_WORLD of its
   * own, and gets the new communicator from {@link #rejoin}. An extension of JMPI. Collective over
   * this communicator, of which no member may be dead; so {@link #shrink} comes first.
   *
   * @param dead matters at rank 0 only
   * @return the members in their order and then the newcomers, in no order that matters; null at
   *     all members when nobody could be started: since the job may start no more, say, or runs
   *     without {@code --respawn}
   * @throws MPIException ERR_PROC_FAILED at all members or none, when another one has died: shrink,
   *     and call it again, with the same dead ones and the new one; nobody is started twice
   */
  public final Intracomm respawn(Group dead) throws MPIException {
    try {
      Communicator made = Respawn.restore(engine(), Group.members(dead));
      return made == null ? null : inherit(new Intracomm(false), made);
    } catch (EngineException e) {
      throw Errors.raise(this, "respawn", e);
    }
  }

  /** Whether this process was started by others' {@link #respawn}. An extension of JMPI. Local. */
  public static boolean isRespawned() throws MPIException {
    try {
      return Respawn.isNewcomer(MpiState.world());
    } catch (EngineException e) {
      throw Errors.onSelf("isRespawned", e);
    }
  }

  /**
   * Takes part in the {@link #respawn} by which others have started this process; to be called
   * once. An extension of JMPI.
   *
   * @return the communicator that they got there; null when nobody has respawned this process
   * @throws MPIException ERR_OTHER when nobody takes this process in for two minutes
   */
  public static Intracomm rejoin() throws MPIException {
    try {
      Communicator world = MpiState.world();
      if (!Respawn.isNewcomer(world)) {
        return null;
      }
      Intracomm made = new Intracomm(false);
      made.attach(Respawn.join(world));
      return made;
    } catch (EngineException e) {
      throw Errors.onSelf("rejoin", e);
    }
  }

  /**
   * MPI_Comm_spawn (MPI-4.1 §11.8.2): starts processes in an MPI_COMM_WORLD of their own, all or
   * none ({@code jmpirun --spawn N} allows it). They get this intercommunicator by {@link
   * Intercomm#getParent}, and end with the job. Collective.
   *
   * @param command a main class, {@code java} with its options in {@code argv}, or another program;
   *     this and the next three matter at the root only
   * @param argv the arguments; null for none
   * @param maxprocs how many processes
   * @param info {@code host} (a host of the job) and {@code wdir} are heeded
   * @param errcodes gets MPI.SUCCESS or MPI.ERR_SPAWN for each process, as far as it reaches; null
   *     for none
   * @throws MPIException ERR_SPAWN at all members when they could not be started
   */
  public Intercomm spawn(
      String command, String[] argv, int maxprocs, Info info, int root, int[] errcodes)
      throws MPIException {
    return spawn("spawn", () -> List.of(program(command, argv, maxprocs, info)), root, errcodes);
  }

  /**
   * MPI_Comm_spawn_multiple (MPI-4.1 §11.8.3): as {@link #spawn}, of several programs, which are
   * one world, in this order.
   */
  public Intercomm spawnMultiple(
      String[] commands, String[][] argv, int[] maxprocs, Info[] info, int root, int[] errcodes)
      throws MPIException {
    return spawn("spawnMultiple", () -> programs(commands, argv, maxprocs, info), root, errcodes);
  }

  private Intercomm spawn(
      String call, Supplier<List<Spawn.Program>> programs, int root, int[] errcodes) {
    try {
      Communicator own = engine();
      checkRoot(own, root);
      Communicator made = Spawn.start(own, programs, root);
      fill(errcodes, MpiConstants.SUCCESS);
      return inherit(new Intercomm(false), made);
    } catch (EngineException e) {
      fill(errcodes, MpiConstants.ERR_SPAWN);
      throw Errors.raise(this, call, e);
    }
  }

  private static void fill(int[] errcodes, int value) {
    if (errcodes != null) {
      Arrays.fill(errcodes, value);
    }
  }

  private static List<Spawn.Program> programs(
      String[] commands, String[][] argv, int[] maxprocs, Info[] info) {
    require(commands != null && commands.length > 0, "no commands are given");
    require(
        maxprocs != null && maxprocs.length >= commands.length,
        "maxprocs has fewer elements than commands");
    require(argv == null || argv.length >= commands.length, "argv has fewer than commands");
    require(info == null || info.length >= commands.length, "info has fewer than commands");
    List<Spawn.Program> programs = new ArrayList<>();
    for (int i = 0; i < commands.length; i++) {
      programs.add(
          program(
              commands[i],
              argv == null ? null : argv[i],
              maxprocs[i],
              info == null ? null : info[i]));
    }
    return programs;
  }

  private static Spawn.Program program(String command, String[] argv, int count, Info info) {
    require(command != null && !command.isEmpty(), "no command is given");
    require(count > 0, "maxprocs is " + count + ": at least one process must be wanted");
    require(argv == null || !Arrays.asList(argv).contains(null), "argv has an element null");
    Map<String, String> hints = Info.entries(info);
    return new Spawn.Program(
        command,
        argv == null ? List.of() : List.of(argv),
        count,
        hints.getOrDefault("host", ""),
        hints.getOrDefault("wdir", ""));
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw Errors.error(ErrorClass.ARG, what);
    }
  }

  /** As {@link #accept(String, Info, int)}. */
  public Intercomm accept(String port, int root) throws MPIException {
    throw Unsupported.on(this, "accept");
  }

  /** MPI_Comm_accept (MPI-4.1 §11.9.2). */
  public Intercomm accept(String port, Info info, int root) throws MPIException {
    throw Unsupported.on(this, "accept");
  }

  /** As {@link #connect(String, Info, int)}. */
  public Intercomm connect(String port, int root) throws MPIException {
    throw Unsupported.on(this, "connect");
  }

  /** MPI_Comm_connect (MPI-4.1 §11.9.3). */
  public Intercomm connect(String port, Info info, int root) throws MPIException {
    throw Unsupported.on(this, "connect");
  }

  /** As {@link #openPort(Info)}. */
  public static String openPort() throws MPIException {
    throw Unsupported.call("openPort");
  }

  /** MPI_Open_port (MPI-4.1 §11.9.2). */
  public static String openPort(Info info) throws MPIException {
    throw Unsupported.call("openPort");
  }

  /** MPI_Close_port (MPI-4.1 §11.9.2). */
  public static void closePort(String name) throws MPIException {
    throw Unsupported.call("closePort");
  }

  /** As {@link #publishName(String, Info, String)}. */
  public static void publishName(String service, String port) throws MPIException {
    throw Unsupported.call("publishName");
  }

  /** MPI_Publish_name (MPI-4.1 §11.9.4). */
  public static void publishName(String service, Info info, String port) throws MPIException {
    throw Unsupported.call("publishName");
  }

  /** As {@link #unpublishName(String, Info, String)}. */
  public static void unpublishName(String service, String port) throws MPIException {
    throw Unsupported.call("unpublishName");
  }

  /** MPI_Unpublish_name (MPI-4.1 §11.9.4). */
  public static void unpublishName(String service, Info info, String port) throws MPIException {
    throw Unsupported.call("unpublishName");
  }

  /** As {@link #lookupName(String, Info)}. */
  public static String lookupName(String service) throws MPIException {
    throw Unsupported.call("lookupName");
  }

  /** MPI_Lookup_name (MPI-4.1 §11.9.4). */
  public static String lookupName(String service, Info info) throws MPIException {
    throw Unsupported.call("lookupName");
  }
}
