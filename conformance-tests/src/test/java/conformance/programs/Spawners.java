package conformance.programs;

import static conformance.programs.Program.outcome;
import static conformance.programs.Program.say;

import java.util.Arrays;
import mpi.Info;
import mpi.Intercomm;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/** Programs that start others, and what they start ({@link Child}). */
final class Spawners {
  private static final String CHILD = Child.class.getName();
  private static final int TAG = 3;

  private Spawners() {}

  static void run(Intracomm world, String mode) throws MPIException {
    world.setErrhandler(MPI.ERRORS_RETURN);
    switch (mode) {
      case "sum" -> sum(world);
      case "fail" -> fail(world);
      default -> die(world, mode);
    }
  }

  /** The root alone says what is started; both sides exchange in all ways. */
  private static void sum(Intracomm world) throws MPIException {
    int root = world.getSize() - 1;
    boolean isRoot = world.getRank() == root;
    int[] codes = {-1, -1, -1};
    Intercomm children =
        isRoot
            ? world.spawn(CHILD, new String[] {"sum", "a b"}, 3, MPI.INFO_NULL, root, codes)
            : world.spawn(null, null, 0, null, root, codes);
    check(Arrays.equals(codes, new int[3]), "codes " + Arrays.toString(codes));
    check(children.getRemoteSize() == 3, "children " + children.getRemoteSize());
    talk(children, true, 3);
    Info there = new Info();
    there.set("wdir", "sub");
    Intercomm two =
        world.spawnMultiple(
            new String[] {CHILD, "java"},
            new String[][] {{"sum"}, {"-cp", System.getenv("CLASSPATH"), CHILD, "sum", "java"}},
            new int[] {1, 1},
            new Info[] {there, MPI.INFO_NULL},
            0,
            null);
    talk(two, true, 2);
    say(world, "spawned 3 and 2");
  }

  /** What cannot be started is an error at all, and harms nobody. */
  private static void fail(Intracomm world) {
    int[] codes = new int[2];
    Info nowhere = new Info();
    nowhere.set("host", "nowhere");
    say(world, "early " + outcome(() -> world.spawn(CHILD, one("early"), 2, null, 0, codes)));
    check(codes[1] == MPI.ERR_SPAWN, "codes " + Arrays.toString(codes));
    say(world, "class " + outcome(() -> world.spawn("no.such.Main", null, 1, null, 0, null)));
    say(world, "many " + outcome(() -> world.spawn(CHILD, one("sum"), 100, null, 0, null)));
    say(world, "host " + outcome(() -> world.spawn(CHILD, one("sum"), 1, nowhere, 0, null)));
    say(world, "none " + outcome(() -> world.spawn(CHILD, one("sum"), 0, null, 0, null)));
    world.barrier();
    say(world, "lives");
  }

  /** A death on one side ends operations of the other that need it. */
  private static void die(Intracomm world, String mode) throws MPIException {
    Intercomm children = world.spawn(CHILD, one(mode), 2, null, 0, null);
    children.setErrhandler(MPI.ERRORS_RETURN);
    say(world, outcome(() -> children.recv(new int[1], 1, MPI.INT, 1, TAG)));
    int[] in = new int[1];
    children.recv(in, 1, MPI.INT, 0, TAG);
    check(in[0] == 7, "got " + in[0]);
    Intercomm left = children.shrink();
    say(world, "goes on with " + left.getRemoteSize());
    left.send(new int[] {world.getRank()}, 1, MPI.INT, 0, TAG);
  }

  private static String[] one(String word) {
    return new String[] {word};
  }

  /** Point to point with each of the other side, collectives, and one group of both. */
  private static void talk(Intercomm inter, boolean isParent, int children) throws MPIException {
    int me = inter.getRank();
    int others = inter.getRemoteSize();
    for (int other = 0; other < others; other++) {
      int[] in = new int[1];
      inter.sendRecv(
          new int[] {10 * me + other}, 1, MPI.INT, other, TAG, in, 1, MPI.INT, other, TAG);
      check(in[0] == 10 * other + me, "got " + in[0] + " from " + other);
    }
    int[] sum = new int[1];
    inter.allReduce(new int[] {me + 1}, sum, 1, MPI.INT, MPI.SUM);
    check(sum[0] == others * (others + 1) / 2, "sum " + sum[0]);
    Intracomm all = inter.merge(!isParent);
    int size = all.getSize();
    check(size == others + inter.getSize(), "size " + size);
    check(all.getRank() == (isParent ? me : size - children + me), "rank " + all.getRank());
    int[] ranks = {all.getRank()};
    all.allReduce(ranks, 1, MPI.INT, MPI.SUM);
    check(ranks[0] == size * (size - 1) / 2, "ranks " + ranks[0]);
  }

  private static void check(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException(what);
    }
  }

  /** What is started. */
  public static final class Child {
    private static final int EARLY_EXIT = 4;

    private Child() {}

    public static void main(String[] args) throws Exception {
      if (args[0].equals("early") && System.getenv("JMPI_RANK").equals("1")) {
        System.exit(EARLY_EXIT);
      }
      String[] rest = MPI.Init(args);
      Intracomm world = MPI.COMM_WORLD;
      Intercomm parent = Intercomm.getParent();
      check(!parent.isNull() && parent == Intercomm.getParent(), "no parent");
      String here = java.nio.file.Path.of("").toAbsolutePath().getFileName().toString();
      say(world, "child of " + world.getSize() + " in " + here + " with " + Arrays.toString(rest));
      switch (rest[0]) {
        case "sum" -> talk(parent, false, world.getSize());
        case "killed" -> child(world, parent);
        default -> throw new IllegalArgumentException(rest[0]);
      }
      MPI.Finalize();
    }

    private static void child(Intracomm world, Intercomm parent) throws MPIException {
      parent.setErrhandler(MPI.ERRORS_RETURN);
      if (world.getRank() == 1) {
        world.recv(new int[1], 1, MPI.INT, 0, TAG);
        Runtime.getRuntime().halt(137);
      }
      for (int other = 0; other < parent.getRemoteSize(); other++) {
        parent.send(new int[] {7}, 1, MPI.INT, other, TAG);
      }
      world.send(new int[1], 1, MPI.INT, 1, TAG);
      Intercomm left = parent.shrink();
      for (int other = 0; other < left.getRemoteSize(); other++) {
        left.recv(new int[1], 1, MPI.INT, other, TAG);
      }
      say(world, "child was heard");
    }
  }
}
