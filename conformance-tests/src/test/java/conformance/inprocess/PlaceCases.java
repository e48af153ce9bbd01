package conformance.inprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Conforms;
import conformance.support.Expect;
import mpi.Comm;
import mpi.Info;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/** Who is where, as programs see it; on the map {@link #MAP}. */
public final class PlaceCases {
  static final String MAP = "paris:2+1,rome:3,paris:1";
  static final int RANKS = 7;

  private static final String[] SITES = {
    "paris", "paris", "paris", "rome", "rome", "rome", "paris"
  };
  private static final int[][] TOGETHER_AT_SITE = {{0, 1, 2, 6}, {3, 4, 5}};
  private static final int[][] TOGETHER_ON_HOST = {{0, 1}, {2}, {3, 4, 5}, {6}};

  private PlaceCases() {}

  @Conforms(
      to =
          "MPI-4.1 §7.4.2 MPI_Comm_split_type: those of one host, MPI_COMM_TYPE_SHARED, or of one"
              + " site, an extension; ranked by key",
      ranks = RANKS)
  public static void splitType(Intracomm world) throws MPIException {
    assertTogether(TOGETHER_AT_SITE, world, world.splitType(Comm.TYPE_SITE, 0, MPI.INFO_NULL));
    assertTogether(TOGETHER_ON_HOST, world, world.splitType(Comm.TYPE_SHARED, 0, MPI.INFO_NULL));
    Intracomm reversed = world.splitType(Comm.TYPE_SITE, -world.getRank(), null);
    assertEquals(world.getRank() == 6 || world.getRank() == 5, reversed.getRank() == 0);
    boolean joins = world.getRank() != 1;
    Intracomm some = world.splitType(joins ? Comm.TYPE_SITE : MPI.UNDEFINED, 0, null);
    assertEquals(joins, !some.isNull());
    Intracomm odd = world.split(world.getRank() % 2, 0);
    assertEquals(
        world.getRank() % 2 == 0
            ? 3 - (world.getRank() == 4 ? 2 : 0)
            : world.getRank() == 1 ? 1 : 2,
        odd.splitType(Comm.TYPE_SITE, 0, null).getSize());
  }

  @Conforms(
      to =
          "MPI-4.1 §7.4.2 MPI_COMM_TYPE_HW_GUIDED: those that share what mpi_hw_resource_type names;"
              + " MPI_COMM_NULL for a resource that nobody knows",
      ranks = RANKS)
  public static void splitTypeGuided(Intracomm world) throws MPIException {
    Info info = new Info();
    info.set("mpi_hw_resource_type", "jmpi_site");
    assertTogether(TOGETHER_AT_SITE, world, world.splitType(Comm.TYPE_HW_GUIDED, 0, info));
    info.set("mpi_hw_resource_type", "jmpi_host");
    assertTogether(TOGETHER_ON_HOST, world, world.splitType(Comm.TYPE_HW_GUIDED, 0, info));
    info.set("mpi_hw_resource_type", "mpi_shared_memory");
    assertTogether(TOGETHER_ON_HOST, world, world.splitType(Comm.TYPE_HW_GUIDED, 0, info));
    info.set("mpi_hw_resource_type", "hwloc://NUMANode");
    assertTrue(world.splitType(Comm.TYPE_HW_GUIDED, 0, info).isNull());
    world.setErrhandler(MPI.ERRORS_RETURN);
    Expect.error(MPI.ERR_INFO_NOKEY, () -> world.splitType(Comm.TYPE_HW_GUIDED, 0, MPI.INFO_NULL));
  }

  @Conforms(
      to = "MPI-4.1 §7.4.4 MPI_Comm_get_info, §11.2.1 MPI_INFO_ENV: they say where the members are",
      ranks = RANKS)
  public static void infoKeys(Intracomm world) throws MPIException {
    for (Info info : new Info[] {MPI.INFO_ENV, world.getInfo()}) {
      assertEquals(SITES[world.getRank()], info.get("jmpi_site"));
      assertEquals("2", info.get("jmpi_sites"));
      assertEquals("4", info.get("jmpi_hosts"));
      assertEquals(MAP, info.get("jmpi_topology"));
      assertTrue(info.get("jmpi_host").startsWith(SITES[world.getRank()]), info.get("jmpi_host"));
    }
    Intracomm site = world.splitType(Comm.TYPE_SITE, 0, MPI.INFO_NULL);
    assertEquals("1", site.getInfo().get("jmpi_sites"));
    assertEquals(
        SITES[world.getRank()].equals("rome") ? "rome:3" : "paris:2+1+1",
        site.getInfo().get("jmpi_topology"));
  }

  private static void assertTogether(int[][] groups, Intracomm world, Intracomm part)
      throws MPIException {
    int[] mine = {world.getRank()};
    int[] all = new int[part.getSize()];
    part.allGather(mine, 1, MPI.INT, all, 1, MPI.INT);
    for (int[] group : groups) {
      for (int rank : group) {
        if (rank == world.getRank()) {
          assertArrayEquals(group, all);
        }
      }
    }
  }
}
