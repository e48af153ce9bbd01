package org.jmpi.examples.openmpi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;

/**
 * Counts the words of a text. Rank 0 has it and gives each rank some lines; each counts, and rank 0
 * adds up. This spelling of MPI has no objects as messages: text and tables go as bytes, how many
 * is told before.
 */
public final class WordCount {
  private WordCount() {}

  /** Arguments: a text file (a made-up text). */
  public static void main(String[] args) throws MPIException, IOException {
    String[] own = MPI.Init(args);
    Comm world = MPI.COMM_WORLD;
    int rank = world.getRank();

    String[] lines = new String[0];
    if (rank == 0) {
      lines = own.length > 0 ? Files.readAllLines(Path.of(own[0])).toArray(lines) : madeUp();
    }
    Map<String, Integer> counted = count(share(world, lines));
    List<byte[]> tables = gather(world, encode(counted));

    if (rank == 0) {
      Map<String, Integer> sum = new TreeMap<>();
      for (byte[] table : tables) {
        decode(table).forEach((word, times) -> sum.merge(word, times, Integer::sum));
      }
      if (!sum.equals(count(lines))) {
        throw new IllegalStateException("the ranks counted " + sum);
      }
      int words = sum.values().stream().mapToInt(Integer::intValue).sum();
      System.out.printf(
          "%d lines by %d ranks: %d words, %d different, as counted alone%n",
          lines.length, world.getSize(), words, sum.size());
    }
    MPI.Finalize();
  }

  /** Rank 0 gives each rank a part of the lines; returns that of this rank. */
  private static String[] share(Comm world, String[] lines) throws MPIException {
    int size = world.getSize();
    int[] lengths = new int[size];
    int[] begins = new int[size];
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int r = 0; r < size; r++) {
      begins[r] = text.size();
      int end = (int) ((long) lines.length * (r + 1) / size);
      for (int i = (int) ((long) lines.length * r / size); i < end; i++) {
        text.writeBytes((lines[i] + '\n').getBytes(StandardCharsets.UTF_8));
      }
      lengths[r] = text.size() - begins[r];
    }
    int[] length = new int[1];
    world.scatter(lengths, 1, MPI.INT, length, 1, MPI.INT, 0);
    byte[] mine = new byte[length[0]];
    if (world.getRank() == 0) {
      byte[] all = text.toByteArray();
      world.scatterv(all, lengths, begins, MPI.BYTE, mine, length[0], MPI.BYTE, 0);
    } else {
      world.scatterv(mine, length[0], MPI.BYTE, 0);
    }
    return new String(mine, StandardCharsets.UTF_8).split("\n");
  }

  /** At rank 0 what all ranks have given, by rank; an empty list elsewhere. */
  private static List<byte[]> gather(Comm world, byte[] mine) throws MPIException {
    int size = world.getSize();
    int[] lengths = new int[size];
    world.gather(new int[] {mine.length}, 1, MPI.INT, lengths, 1, MPI.INT, 0);
    List<byte[]> parts = new ArrayList<>();
    if (world.getRank() != 0) {
      world.gatherv(mine, mine.length, MPI.BYTE, 0);
      return parts;
    }
    int[] begins = new int[size];
    for (int r = 1; r < size; r++) {
      begins[r] = begins[r - 1] + lengths[r - 1];
    }
    byte[] all = new byte[begins[size - 1] + lengths[size - 1]];
    world.gatherv(mine, mine.length, MPI.BYTE, all, lengths, begins, MPI.BYTE, 0);
    for (int r = 0; r < size; r++) {
      byte[] part = new byte[lengths[r]];
      System.arraycopy(all, begins[r], part, 0, part.length);
      parts.add(part);
    }
    return parts;
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

  private static byte[] encode(Map<String, Integer> counts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(counts.size());
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue());
    }
    return bytes.toByteArray();
  }

  private static Map<String, Integer> decode(byte[] table) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(table));
    Map<String, Integer> counts = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      counts.put(in.readUTF(), in.readInt());
    }
    return counts;
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
