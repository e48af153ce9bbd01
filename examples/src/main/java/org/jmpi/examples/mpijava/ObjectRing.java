package org.jmpi.examples.mpijava;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import mpi.MPI;

/** An object goes round all ranks; each writes itself into the object's list of places. */
public final class ObjectRing {
  private static final int TAG = 12;

  /** Anything serialisable can be a message. */
  private static final class Parcel implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String content;
    private final List<Integer> visited = new ArrayList<>();

    Parcel(String content) {
      this.content = content;
    }
  }

  private ObjectRing() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    MPI.Init(args);
    int rank = MPI.COMM_WORLD.Rank();
    int size = MPI.COMM_WORLD.Size();
    int next = (rank + 1) % size;
    int previous = (rank + size - 1) % size;

    // MPI.OBJECT serialises each element of an array of objects.
    Parcel[] parcel = new Parcel[1];
    if (rank == 0) {
      parcel[0] = new Parcel("tea for two");
      parcel[0].visited.add(0);
      MPI.COMM_WORLD.Send(parcel, 0, 1, MPI.OBJECT, next, TAG);
    }
    MPI.COMM_WORLD.Recv(parcel, 0, 1, MPI.OBJECT, previous, TAG);
    if (rank != 0) {
      parcel[0].visited.add(rank);
      MPI.COMM_WORLD.Send(parcel, 0, 1, MPI.OBJECT, next, TAG);
    }

    if (rank == 0) {
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        expected.add(i);
      }
      if (!parcel[0].content.equals("tea for two") || !parcel[0].visited.equals(expected)) {
        throw new IllegalStateException("the parcel came back from " + parcel[0].visited);
      }
      System.out.println("\"" + parcel[0].content + "\" has been at ranks " + expected);
    }
    MPI.Finalize();
  }
}
