package org.jmpi.examples.digits;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;

/**
 * Handwritten digits: 64 grey pixels and a label each (UCI, see ATTRIBUTION.md beside the data).
 */
final class DigitsData {
  static final int PIXELS = 64;
  static final int CLASSES = 10;

  private static final int COLUMNS = PIXELS + 1;
  private static final int MAX_PIXEL = 16;
  private static final int MIN_ROWS = 5;
  private static final int MAX_ROWS = 10_000_000;
  private static final String RESOURCE = "digits.csv.gz";

  /** Row after row: 64 pixels of 0 to 16, then the label. This is what travels. */
  private final byte[] table;

  private final double[] pixels;

  private DigitsData(byte[] table) {
    this.table = table;
    this.pixels = new double[rows() * PIXELS];
    for (int row = 0; row < rows(); row++) {
      for (int i = 0; i < PIXELS; i++) {
        pixels[row * PIXELS + i] = table[row * COLUMNS + i] / (double) MAX_PIXEL;
      }
    }
  }

  /** The data set that comes with this program. */
  static DigitsData readBundled() throws IOException {
    try (InputStream in = DigitsData.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new FileNotFoundException(RESOURCE + " is missing from this program's jar");
      }
      return read(new GZIPInputStream(in), RESOURCE);
    }
  }

  /** A file of the same form, compressed when its name ends with {@code .gz}. */
  static DigitsData readFile(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      boolean compressed = file.toString().endsWith(".gz");
      return read(compressed ? new GZIPInputStream(in) : in, file.toString());
    }
  }

  /**
   * Lines of 65 whole numbers with commas between them.
   *
   * @param name what to call the source in an error message
   * @throws IOException when a line is malformed; the message names it
   */
  static DigitsData read(InputStream in, String name) throws IOException {
    byte[] table = new byte[2048 * COLUMNS];
    int rows = 0;
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (rows == MAX_ROWS) {
        throw new IOException(name + " has more than " + MAX_ROWS + " rows");
      }
      if ((rows + 1) * COLUMNS > table.length) {
        table = Arrays.copyOf(table, 2 * table.length);
      }
      parse(line, table, rows * COLUMNS, name + ", line " + (rows + 1));
      rows++;
    }
    if (rows < MIN_ROWS) {
      throw new IOException(name + " has " + rows + " rows, too few to hold out a fifth");
    }
    return new DigitsData(Arrays.copyOf(table, rows * COLUMNS));
  }

  /**
   * Gives every rank of {@code comm} what its rank 0 holds: first the number of rows, so that the
   * others know how much to expect, then the rows.
   *
   * @param atRoot the data at rank 0, null there when they could not be read; ignored at the others
   * @return the data, or null at every rank when rank 0 has none
   */
  static DigitsData broadcast(Intracomm comm, DigitsData atRoot) throws MPIException {
    boolean isRoot = comm.getRank() == 0;
    int[] rows = {isRoot && atRoot != null ? atRoot.rows() : 0};
    comm.bcast(rows, 1, MPI.INT, 0);
    if (rows[0] == 0) {
      return null;
    }
    byte[] table = isRoot ? atRoot.table : new byte[rows[0] * COLUMNS];
    comm.bcast(table, table.length, MPI.BYTE, 0);
    return isRoot ? atRoot : new DigitsData(table);
  }

  int rows() {
    return table.length / COLUMNS;
  }

  /** All pixels, scaled to 0 … 1; those of {@code row} start at {@code row * PIXELS}. */
  double[] pixels() {
    return pixels;
  }

  /** The digit that {@code row} shows, 0 to 9. */
  int label(int row) {
    return table[row * COLUMNS + PIXELS];
  }

  private static void parse(String line, byte[] table, int offset, String where)
      throws IOException {
    String[] words = line.split(",", -1);
    if (words.length != COLUMNS) {
      throw new IOException(where + ": " + words.length + " columns, " + COLUMNS + " expected");
    }
    for (int i = 0; i < COLUMNS; i++) {
      int max = i < PIXELS ? MAX_PIXEL : CLASSES - 1;
      int value;
      try {
        value = Integer.parseInt(words[i].trim());
      } catch (NumberFormatException e) {
        throw new IOException(where + ": \"" + words[i] + "\" is not a whole number", e);
      }
      if (value < 0 || value > max) {
        throw new IOException(where + ": " + value + " is not between 0 and " + max);
      }
      table[offset + i] = (byte) value;
    }
  }
}
