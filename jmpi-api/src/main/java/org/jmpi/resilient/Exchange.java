package org.jmpi.resilient;

import mpi.Comm;
import mpi.Group;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/** How pieces travel between the ranks of one team. */
final class Exchange {
  private static final int TAG_HEAD = 1;
  private static final int TAG_BODY = 2;
  private static final int HEAD = 4;

  private final Intracomm comm;
  private final Team team;
  private final int rank;
  private final int keeper;
  private final int ward;

  /** Finds out who is where. Collective. */
  Exchange(Team team) throws MPIException {
    this.team = team;
    this.comm = team.side();
    this.rank = comm.getRank();
    int[] keepers = Buddies.keepers(hosts());
    this.keeper = keepers[rank];
    this.ward = Buddies.wards(keepers)[rank];
  }

  Team team() {
    return team;
  }

  /** The rank that keeps this one's copies; this rank itself when there is no other. */
  int keeper() {
    return keeper;
  }

  /** Gives a piece to the keeper and gets that of the rank whose keeper this one is. Collective. */
  Piece swap(Piece own) throws MPIException {
    if (keeper == rank) {
      return own;
    }
    long[] head = new long[HEAD];
    comm.sendRecv(
        head(own), HEAD, MPI.LONG, keeper, TAG_HEAD, head, HEAD, MPI.LONG, ward, TAG_HEAD);
    byte[] body = body(head);
    comm.sendRecv(
        own.bytes(),
        own.bytes().length,
        MPI.BYTE,
        keeper,
        TAG_BODY,
        body,
        body.length,
        MPI.BYTE,
        ward,
        TAG_BODY);
    return piece(head, own.crew(), body);
  }

  void send(Piece piece, int to) throws MPIException {
    comm.send(head(piece), HEAD, MPI.LONG, to, TAG_HEAD);
    comm.send(piece.bytes(), piece.bytes().length, MPI.BYTE, to, TAG_BODY);
  }

  Piece recv(int[] crew, int from) throws MPIException {
    long[] head = new long[HEAD];
    comm.recv(head, HEAD, MPI.LONG, from, TAG_HEAD);
    byte[] body = body(head);
    comm.recv(body, body.length, MPI.BYTE, from, TAG_BODY);
    return piece(head, crew, body);
  }

  private static long[] head(Piece piece) {
    return new long[] {piece.slot(), piece.generation(), piece.version(), piece.bytes().length};
  }

  private static byte[] body(long[] head) {
    long length = head[HEAD - 1];
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new IllegalStateException("a piece of a checkpoint of " + length + " bytes");
    }
    return new byte[(int) length];
  }

  private static Piece piece(long[] head, int[] crew, byte[] body) {
    return new Piece((int) head[0], head[1], head[2], crew, body);
  }

  /**
   * The lowest rank on each rank's host. Of the communicator of a host only the group is used:
   * another communicator to wait in would be one more to revoke.
   */
  private int[] hosts() throws MPIException {
    Intracomm host = comm.splitType(Comm.TYPE_SHARED, rank, null);
    Group mates = host.getGroup();
    int first = Group.translateRanks(mates, new int[] {0}, comm.getGroup())[0];
    host.free();
    int[] hosts = new int[comm.getSize()];
    comm.allGather(new int[] {first}, 1, MPI.INT, hosts, 1, MPI.INT);
    return hosts;
  }
}
