package org.jmpi.examples.mpijava;

import mpi.MPI;

/** Each rank says who and where it is; rank 0 says it for all, in order. */
public final class Hello {
  private static final int TAG = 99;

  private Hello() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    MPI.Init(args);
    int rank = MPI.COMM_WORLD.Rank();
    int size = MPI.COMM_WORLD.Size();
    String text = "Hello from rank " + rank + " of " + size + " on " + MPI.Get_processor_name();

    if (rank != 0) {
      // mpiJava's calls take a part of an array: where it begins (0), how long it is, and of what.
      char[] letters = text.toCharArray();
      MPI.COMM_WORLD.Send(letters, 0, letters.length, MPI.CHAR, 0, TAG);
    } else {
      System.out.println(text);
      for (int source = 1; source < size; source++) {
        // Probe tells how long the message is before it is received.
        int length = MPI.COMM_WORLD.Probe(source, TAG).Get_count(MPI.CHAR);
        char[] letters = new char[length];
        MPI.COMM_WORLD.Recv(letters, 0, length, MPI.CHAR, source, TAG);
        String received = new String(letters);
        if (!received.startsWith("Hello from rank " + source + " of " + size)) {
          throw new IllegalStateException("rank " + source + " sent \"" + received + "\"");
        }
        System.out.println(received);
      }
    }
    MPI.Finalize();
  }
}
