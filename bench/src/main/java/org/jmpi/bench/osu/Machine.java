package org.jmpi.bench.osu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the figures were measured on. */
final class Machine {
  private static final int CLOCK_READS = 20_000;

  private Machine() {}

  /** Processor, operating system, Java. */
  static String describe() {
    return processor()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors, "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + "; Java "
        + Runtime.version();
  }

  /** What one look at the clock costs: it is in every time that was taken one by one. */
  static long clockReadNs() {
    long bestNs = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long startNs = System.nanoTime();
      for (int i = 0; i < CLOCK_READS - 1; i++) {
        System.nanoTime();
      }
      bestNs = Math.min(bestNs, (System.nanoTime() - startNs) / CLOCK_READS);
    }
    return bestNs;
  }

  /** Kilobytes of the line that begins so in a file of Linux' {@code /proc/self}, or 0. */
  static long procKilobytes(String file, String name) {
    String digits = line("/proc/self/" + file, name).replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  private static String processor() {
    String model = line("/proc/cpuinfo", "model name").replaceFirst("^[\\s:]*", "");
    return model.isEmpty() ? System.getProperty("os.arch") : model;
  }

  private static String line(String file, String name) {
    try (var lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
