package org.jmpi.bench.osu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The words after the name of a benchmark: {@code --name value} pairs, all optional. */
public final class Options {
  private static final Set<String> COMMON =
      Set.of(
          "buffer",
          "min",
          "max",
          "sizes",
          "iterations",
          "warmup",
          "time-ms",
          "warmup-ms",
          "seed",
          "label",
          "csv");
  private static final long NS_PER_MS = 1_000_000;

  private final Map<String, String> values = new HashMap<>();

  /**
   * Parses them.
   *
   * @param own the names that this benchmark knows besides the common ones
   * @throws IllegalArgumentException for a name that is not known, or has no value
   */
  public Options(String[] args, String... own) {
    Set<String> known = new TreeSet<>(COMMON);
    known.addAll(List.of(own));
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (!known.contains(name) || i + 1 == args.length) {
        throw new IllegalArgumentException(
            "'" + args[i] + "': what is known is --NAME VALUE with one of the names " + known);
      }
      values.put(name, args[i + 1]);
    }
  }

  public String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  public int number(String name, int otherwise) {
    return Integer.parseInt(text(name, String.valueOf(otherwise)));
  }

  /** Time for the figures of one size. */
  long timeNs() {
    return number("time-ms", 300) * NS_PER_MS;
  }

  /** Time for warming up before each size. */
  long warmUpNs() {
    return number("warmup-ms", 300) * NS_PER_MS;
  }

  /** Iterations for the figures of one size, instead of a time; 0: by time. */
  int iterations() {
    return number("iterations", 0);
  }

  /** Iterations before the figures of one size where {@link #iterations} are given. */
  int warmUpIterations() {
    return number("warmup", Math.max(1, iterations() / 10));
  }

  boolean isDirect() {
    String kind = text("buffer", "array");
    if (!kind.equals("array") && !kind.equals("direct")) {
      throw new IllegalArgumentException("--buffer is array or direct, not '" + kind + "'");
    }
    return kind.equals("direct");
  }

  /** Where rows are appended, or null. */
  public Path csv() {
    return values.containsKey("csv") ? Path.of(values.get("csv")) : null;
  }

  /**
   * Message sizes in bytes: {@code --sizes A,B,…}, else the powers of two of {@code --min … --max}.
   */
  public int[] sizesBytes(int minBytes, int maxBytes) {
    List<Integer> sizes = new ArrayList<>();
    if (values.containsKey("sizes")) {
      for (String size : values.get("sizes").split(",")) {
        sizes.add(Math.max(minBytes, Integer.parseInt(size.trim())));
      }
    } else {
      int last = number("max", maxBytes);
      for (long size = Math.max(minBytes, number("min", minBytes)); size <= last; size *= 2) {
        sizes.add((int) size);
      }
    }
    return sizes.stream().mapToInt(Integer::intValue).toArray();
  }
}
