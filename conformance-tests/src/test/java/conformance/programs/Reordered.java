package conformance.programs;

import java.util.Arrays;
import mpi.GraphComm;
import mpi.Info;
import mpi.Intracomm;
import mpi.MPI;

/**
 * Four ranks on two hosts of two, of which 0 and 2 have to do with each other, and 1 and 3: says
 * for each kind of topology whether partners share a host when ranks may be reordered.
 */
final class Reordered {
  private Reordered() {}

  static void run(Intracomm world) {
    int me = world.getRank();
    int partner = (me + 2) % 4;
    Info none = new Info();
    report(world, "kept", world.createGraph(ends(), partners(), false));
    report(world, "graph", world.createGraph(ends(), partners(), true));
    int[] mine = {partner};
    report(world, "adjacent", world.createDistGraphAdjacent(mine, mine, none, true));
    int[] self = {me};
    int[] one = {1};
    report(world, "distributed", world.createDistGraph(self, one, mine, none, true));
    none.free();
  }

  private static int[] ends() {
    return new int[] {1, 2, 3, 4};
  }

  private static int[] partners() {
    return new int[] {2, 3, 0, 1};
  }

  private static void report(Intracomm world, String what, GraphComm graph) {
    int[] neighbours =
        what.equals("kept") || what.equals("graph")
            ? graph.getNeighbors(graph.getRank())
            : new int[] {graph.getDistGraphNeighbors().getDestination(0)};
    report(world, what, graph, neighbours[0]);
  }

  /** Who is where, told by the members of the new communicator that share memory. */
  private static void report(Intracomm world, String what, Intracomm made, int neighbour) {
    Intracomm host = made.splitType(Intracomm.TYPE_SHARED, 0, null);
    int[] members = new int[host.getSize()];
    host.allGather(new int[] {made.getRank()}, 1, MPI.INT, members, 1, MPI.INT);
    boolean isBeside = Arrays.stream(members).anyMatch(rank -> rank == neighbour);
    Program.say(world, what + ": neighbour " + (isBeside ? "here" : "elsewhere"));
    host.free();
    made.free();
  }
}
