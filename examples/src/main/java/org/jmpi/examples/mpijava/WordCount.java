package org.jmpi.examples.mpijava;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import mpi.Datatype;
import mpi.Intracomm;
import mpi.MPI;
import mpi.Op;
import mpi.User_function;

/**
 * Counts the words of a text. Rank 0 has it and gives each rank some lines; each counts, and the
 * tables are added up on their way back, by an operator on objects.
 */
public final class WordCount {
  /** Adds up tables of counts. */
  private static final class AddUp extends User_function {
    @Override
    public void Call(Object in, int inAt, Object inOut, int at, int count, Datatype type) {
      Object[] tables = (Object[]) inOut;
      for (int i = 0; i < count; i++) {
        Map<String, Integer> sum = new TreeMap<>(table(tables[at + i]));
        table(((Object[]) in)[inAt + i])
            .forEach((word, times) -> sum.merge(word, times, Integer::sum));
        tables[at + i] = sum;
      }
    }
  }

  private WordCount() {}

  /** Arguments: a text file (a made-up text). */
  public static void main(String[] args) throws IOException {
    String[] own = MPI.Init(args);
    Intracomm world = MPI.COMM_WORLD;
    int rank = world.Rank();
    int size = world.Size();

    String[] lines = new String[0];
    if (rank == 0) {
      lines = own.length > 0 ? Files.readAllLines(Path.of(own[0])).toArray(lines) : madeUp();
    }
    int[] total = {lines.length};
    world.Bcast(total, 0, 1, MPI.INT, 0);
    int[] counts = new int[size];
    int[] begins = new int[size];
    for (int r = 0; r < size; r++) {
      begins[r] = (int) ((long) total[0] * r / size);
      counts[r] = (int) ((long) total[0] * (r + 1) / size) - begins[r];
    }

    String[] mine = new String[counts[rank]];
    world.Scatterv(lines, 0, counts, begins, MPI.OBJECT, mine, 0, counts[rank], MPI.OBJECT, 0);
    Object[] counted = {count(mine)};
    Object[] sum = new Object[1];
    world.Reduce(counted, 0, sum, 0, 1, MPI.OBJECT, new Op(new AddUp(), true), 0);

    if (rank == 0) {
      if (!sum[0].equals(count(lines))) {
        throw new IllegalStateException("the ranks counted " + sum[0]);
      }
      Map<String, Integer> table = table(sum[0]);
      int words = table.values().stream().mapToInt(Integer::intValue).sum();
      System.out.printf(
          "%d lines by %d ranks: %d words, %d different, as counted alone%n",
          lines.length, size, words, table.size());
    }
    MPI.Finalize();
  }

  private static Map<String, Integer> count(String[] lines) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String line : lines) {
      for (String word : line.toLowerCase(Locale.ROOT).split("[^\\p{L}]+")) {
        if (!word.isEmpty()) {
          counts.merge(word, 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Integer> table(Object object) {
    return (Map<String, Integer>) object;
  }

  private static String[] madeUp() {
    String[] words =
        "the ring of ranks sends a token to the next rank and waits für ihn".split(" ");
    String[] lines = new String[1000];
    for (int i = 0; i < lines.length; i++) {
      StringBuilder line = new StringBuilder();
      for (int k = 0; k <= i % 9; k++) {
        line.append(words[(i * 7 + k * k) % words.length]).append(k % 4 == 3 ? ", " : " ");
      }
      lines[i] = line.toString();
    }
    return lines;
  }
}
