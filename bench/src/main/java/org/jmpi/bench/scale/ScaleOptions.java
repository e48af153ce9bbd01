package org.jmpi.bench.scale;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jmpi.coll.CollectiveKind;

/** What the command line of {@link Scale} says. */
final class ScaleOptions {
  private static final long MIB = 1 << 20;

  /** One collective: a line of the table for each network and way. */
  record Case(CollectiveKind kind, long lengthBytes) {}

  List<Integer> ranks = List.of(10, 100, 1_000, 10_000);
  String net;

  /** Run besides what the library chooses, where the operation has them. */
  List<String> algorithms = List.of();

  Path csv;
  long maxSteps = 12_000_000;
  private List<CollectiveKind> kinds =
      List.of(
          CollectiveKind.ALLREDUCE,
          CollectiveKind.BCAST,
          CollectiveKind.REDUCE,
          CollectiveKind.ALLGATHER,
          CollectiveKind.BARRIER);
  private List<Long> sizes;

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException naming the one that is not understood
   */
  static ScaleOptions of(String[] args) {
    ScaleOptions options = new ScaleOptions();
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      options.take(args[i], args[i + 1]);
    }
    return options;
  }

  private void take(String name, String value) {
    switch (name) {
      case "--ranks" -> ranks = list(value).map(Integer::valueOf).toList();
      case "--ops" ->
          kinds =
              list(value).map(op -> CollectiveKind.valueOf(op.toUpperCase(Locale.ROOT))).toList();
      case "--sizes" -> sizes = list(value).map(Long::valueOf).toList();
      case "--net" -> net = value;
      case "--algorithms" -> algorithms = list(value).toList();
      case "--csv" -> csv = Path.of(value);
      case "--max-steps" -> maxSteps = Long.parseLong(value);
      default ->
          throw new IllegalArgumentException(
              name
                  + " is none of --ranks, --ops, --sizes, --net, --algorithms, --csv, --max-steps");
    }
  }

  private static Stream<String> list(String value) {
    return Arrays.stream(value.split(","));
  }

  /** Operations by sizes; the size of allGather is that of one rank's block. */
  List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (CollectiveKind kind : kinds) {
      List<Long> own =
          switch (kind) {
            case BARRIER -> List.of(0L);
            case ALLGATHER -> sizes == null ? List.of(8L, 8192L) : sizes;
            default -> sizes == null ? List.of(8L, 64L << 10, 8 * MIB) : sizes;
          };
      own.forEach(bytes -> cases.add(new Case(kind, bytes)));
    }
    return cases;
  }
}
