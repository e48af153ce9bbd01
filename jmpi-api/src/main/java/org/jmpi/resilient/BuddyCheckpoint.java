package org.jmpi.resilient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * A checkpoint in memory: each rank keeps its own state, and a copy of that of one other rank,
 * which is on another host where that is possible. It survives what kills no rank together with the
 * keeper of its copy between two commits.
 *
 * <pre>
 * step:      … checkpoint.store("field", field); checkpoint.commit(step + 1);
 * repaired:  long version = checkpoint.restore(change);
 *            field = checkpoint.get("field", double[].class);
 *            return version;
 * </pre>
 *
 * <p>Made at all processes of a {@link Resilient}, spares too. Not thread-safe.
 */
public final class BuddyCheckpoint {
  /** No checkpoint has been committed yet. */
  public static final long NONE = -1;

  private final Resilient resilient;
  private final Map<String, byte[]> values = new LinkedHashMap<>();
  private final Map<Integer, Map<String, byte[]>> orphans = new TreeMap<>();
  private List<Piece> held = new ArrayList<>();
  private Exchange exchange;

  /** For the ranks of {@code resilient}. Local. */
  public BuddyCheckpoint(Resilient resilient) {
    this.resilient = resilient;
  }

  /**
   * Copies a value into the next checkpoint, in place of one of the same name; it stays in further
   * ones. Local.
   *
   * @param value arrays of byte, int, long, float and double are copied as they are, others must be
   *     Serializable
   * @throws IllegalArgumentException when it is not
   */
  public void store(String name, Object value) {
    values.put(name, Snapshot.encode(value));
  }

  /** Leaves a value out of the next checkpoint. Local. */
  public void remove(String name) {
    values.remove(name);
  }

  /**
   * A copy of what was stored last, or restored.
   *
   * @throws IllegalArgumentException when there is nothing of that name, or of another type
   */
  public <T> T get(String name, Class<T> type) {
    return value(values, name, type);
  }

  /**
   * Makes what is stored the checkpoint, at all ranks or at none. Collective over the working
   * ranks, in a step. Until it has succeeded the one before is whole.
   *
   * @param version what {@link #restore} gives back, for example the step that comes next; not
   *     negative, the same at all ranks
   * @throws MPIException with ERR_PROC_FAILED or ERR_REVOKED, to be let through, when a rank died
   *     and it was not committed
   * @throws IllegalArgumentException when the version is negative, or not equal at all ranks
   */
  public void commit(long version) throws MPIException {
    if (version < 0) {
      throw new IllegalArgumentException("version " + version + " is negative");
    }
    Team team = resilient.team();
    List<Piece> pieces = null;
    RuntimeException failure = null;
    try {
      pieces = prepare(team, version);
    } catch (RuntimeException e) {
      team.side().revoke();
      failure = e;
    }
    if (!Vote.take(team.side(), failure == null ? Resilient.DONE : 0).has(Resilient.DONE)) {
      throw failure != null ? failure : new NotCommitted(version);
    }
    held = pieces;
    orphans.clear();
  }

  /** What the last commit or restore had, or {@link #NONE}. */
  public long version() {
    return held.stream().mapToLong(Piece::version).max().orElse(NONE);
  }

  /**
   * Brings all ranks back to the last checkpoint: those that were spares get the state of the dead
   * whose places they have taken. Collective over the working ranks, in {@link Task#repaired}. New
   * copies are made at once.
   *
   * @return its version; {@link #NONE} when there is none, and then nothing is changed
   * @throws StateLostException at all ranks, when nobody has the state of some rank any more
   */
  public long restore(Change change) throws MPIException {
    Team team = change.team();
    exchange = new Exchange(team);
    Restoring restoring = new Restoring(team);
    if (restoring.generation < 0) {
      return NONE;
    }
    Piece own = restoring.run();
    held.add(exchange.swap(own));
    values.clear();
    values.putAll(Snapshot.unpack(own.bytes()));
    return own.version();
  }

  /**
   * After {@link #restore} the ranks, as numbered at the beginning, whose places nobody has taken
   * and whose states are handed to this rank: each to one. Until the next commit.
   */
  public int[] orphans() {
    return orphans.keySet().stream().mapToInt(slot -> slot).toArray();
  }

  /**
   * A value of one of the {@link #orphans}.
   *
   * @throws IllegalArgumentException when it is none, or has nothing of that name and type
   */
  public <T> T getOfOrphan(int rank, String name, Class<T> type) {
    Map<String, byte[]> state = orphans.get(rank);
    if (state == null) {
      throw new IllegalArgumentException("rank " + rank + " is none of the orphans here");
    }
    return value(state, name, type);
  }

  /** This rank's own and that of its ward, which nobody counts on before all have voted. */
  List<Piece> prepare(Team team, long version) throws MPIException {
    meet(team);
    long[] most = {version, -version, held.stream().mapToLong(Piece::generation).max().orElse(0)};
    team.side().allReduce(most, most.length, MPI.LONG, MPI.MAX);
    if (most[0] != -most[1]) {
      throw new IllegalArgumentException(
          "commit with versions from " + -most[1] + " to " + most[0] + ": it must be the same");
    }
    Roster roster = team.roster();
    int slot = roster.slot(team.side().getRank());
    Piece own = new Piece(slot, most[2] + 1, version, roster.slots(), Snapshot.pack(values));
    return new ArrayList<>(List.of(own, exchange.swap(own)));
  }

  /** Finds out who is where, once for each team. */
  void meet(Team team) throws MPIException {
    if (exchange == null || exchange.team() != team) {
      exchange = new Exchange(team);
    }
  }

  private static <T> T value(Map<String, byte[]> from, String name, Class<T> type) {
    byte[] bytes = from.get(name);
    Object value = bytes == null ? null : Snapshot.decode(bytes);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "no " + type.getSimpleName() + " is stored as \"" + name + "\", but " + value);
    }
    return type.cast(value);
  }

  /** Another rank has not got it all. */
  private static final class NotCommitted extends MPIException {
    private static final long serialVersionUID = 1L;

    NotCommitted(long version) {
      super(
          MPI.ERR_PROC_FAILED,
          MPI.ERR_PROC_FAILED,
          "checkpoint " + version + " was not committed: a rank died before all had their copies");
    }
  }

  /** Who has what, and who needs it. */
  private final class Restoring {
    private static final int WORDS = 2;

    private final Team team;
    private final Intracomm comm;
    private final int rank;

    /** The last that was committed, or -1. */
    private final long generation;

    private final int[] crew;

    /** For each rank (slot, generation) of what it holds. */
    private final long[][] announced;

    Restoring(Team team) throws MPIException {
      this.team = team;
      this.comm = team.side();
      this.rank = comm.getRank();
      announced = announce();
      generation = Arrays.stream(announced).mapToLong(this::newest).max().orElse(-1);
      crew = generation < 0 ? null : crew();
    }

    Piece run() throws MPIException {
      int[] lost = Arrays.stream(crew).filter(slot -> holder(slot) < 0).toArray();
      if (lost.length > 0) {
        throw new StateLostException(lost, versionAtAll());
      }
      Roster roster = team.roster();
      for (int to = 0; to < roster.size(); to++) {
        int slot = roster.slot(to);
        if (!holds(to, slot)) {
          int from = holder(slot);
          if (from == rank) {
            exchange.send(piece(slot), to);
          } else if (to == rank) {
            held.add(exchange.recv(crew, from));
          }
        }
      }
      orphans.clear();
      for (int slot : crew) {
        if (roster.rankOfSlot(slot) < 0 && holder(slot) == rank) {
          orphans.put(slot, Snapshot.unpack(piece(slot).bytes()));
        }
      }
      return piece(roster.slot(rank));
    }

    private long[][] announce() throws MPIException {
      int[] most = {held.size()};
      comm.allReduce(most, 1, MPI.INT, MPI.MAX);
      long[] mine = new long[WORDS * most[0]];
      Arrays.fill(mine, -1);
      for (int i = 0; i < held.size(); i++) {
        mine[WORDS * i] = held.get(i).slot();
        mine[WORDS * i + 1] = held.get(i).generation();
      }
      long[] all = new long[mine.length * comm.getSize()];
      comm.allGather(mine, mine.length, MPI.LONG, all, mine.length, MPI.LONG);
      return IntStream.range(0, comm.getSize())
          .mapToObj(r -> Arrays.copyOfRange(all, r * mine.length, (r + 1) * mine.length))
          .toArray(long[][]::new);
    }

    private long newest(long[] pieces) {
      long newest = -1;
      for (int i = 1; i < pieces.length; i += WORDS) {
        newest = Math.max(newest, pieces[i]);
      }
      return newest;
    }

    /** Who took part in that commit: the first who has a piece of it tells. */
    private int[] crew() throws MPIException {
      int root = 0;
      while (newest(announced[root]) != generation) {
        root++;
      }
      int[] known = rank == root ? piece(-1).crew() : null;
      int[] length = {known == null ? 0 : known.length};
      comm.bcast(length, 1, MPI.INT, root);
      int[] told = known != null ? known : new int[length[0]];
      comm.bcast(told, told.length, MPI.INT, root);
      return told;
    }

    /** What the program calls it: some have no piece. */
    private long versionAtAll() throws MPIException {
      long[] version = {newest(announced[rank]) == generation ? piece(-1).version() : -1};
      comm.allReduce(version, 1, MPI.LONG, MPI.MAX);
      return version[0];
    }

    private int holder(int slot) {
      return IntStream.range(0, announced.length)
          .filter(r -> holds(r, slot))
          .findFirst()
          .orElse(-1);
    }

    private boolean holds(int ofRank, int slot) {
      long[] pieces = announced[ofRank];
      return IntStream.range(0, pieces.length / WORDS)
          .anyMatch(i -> pieces[WORDS * i] == slot && pieces[WORDS * i + 1] == generation);
    }

    /** The piece of that slot; of any for -1. */
    private Piece piece(int slot) {
      return held.stream()
          .filter(piece -> piece.generation() == generation && (slot < 0 || piece.slot() == slot))
          .findFirst()
          .orElseThrow();
    }
  }
}
