package org.jmpi.bench.osu;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/**
 * Rows of figures under named columns: on the terminal in OSU's format, and in a CSV file in which
 * each row also says what it is a row of. An existing file is continued when its columns are the
 * same.
 */
public final class Table {
  private static final int FIRST_WIDTH = 10;
  private static final int WIDTH = 18;

  private final PrintStream out;
  private final Path csv;
  private final String csvPrefix;
  private final List<String> columns;

  /**
   * Begins a table.
   *
   * @param prefixColumns names of what is the same in all rows; CSV only
   * @param prefix its values
   * @param csv the file, or null
   */
  public Table(
      PrintStream out,
      Path csv,
      List<String> prefixColumns,
      List<String> prefix,
      List<String> columns) {
    this.out = out;
    this.csv = csv;
    this.columns = columns;
    csvPrefix = String.join(",", prefix.stream().map(text -> text.replace(',', ';')).toList());
    StringBuilder line = new StringBuilder();
    line.append(String.format("%-" + FIRST_WIDTH + "s", "# " + columns.get(0)));
    for (String column : columns.subList(1, columns.size())) {
      line.append(String.format("%" + Math.max(WIDTH, column.length() + 2) + "s", column));
    }
    out.println(line);
    if (csv != null) {
      beginCsv(String.join(",", prefixColumns) + "," + String.join(",", columns));
    }
  }

  private void beginCsv(String header) {
    try {
      if (Files.exists(csv) && Files.size(csv) > 0) {
        try (var lines = Files.lines(csv)) {
          String existing = lines.findFirst().orElse("");
          if (!existing.equals(header)) {
            throw new IllegalArgumentException(
                csv + " has other columns: '" + existing + "'; give another file");
          }
        }
      } else {
        append(header);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Prints a row: the first value is a count or a name, whole numbers stay whole. */
  public void row(Object first, Number... rest) {
    StringBuilder line = new StringBuilder(String.format("%-" + FIRST_WIDTH + "s", first));
    StringBuilder row = new StringBuilder(csvPrefix).append(',').append(first);
    for (int i = 0; i < rest.length; i++) {
      double value = rest[i].doubleValue();
      boolean isWhole = rest[i] instanceof Long || rest[i] instanceof Integer;
      int width = Math.max(WIDTH, columns.get(i + 1).length() + 2);
      String shown = isWhole ? rest[i].toString() : decimals(value, value < 100 ? 3 : 2);
      line.append(String.format("%" + width + "s", shown));
      row.append(',').append(isWhole ? shown : decimals(value, value < 1 ? 6 : 3));
    }
    out.println(line);
    if (csv != null) {
      append(row.toString());
    }
  }

  private static String decimals(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private void append(String line) {
    try {
      Files.writeString(csv, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
