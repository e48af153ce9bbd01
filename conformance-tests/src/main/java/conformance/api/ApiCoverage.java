package conformance.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells which members of the two dialects package {@code mpi} lacks, and with which of them a
 * program that was compiled against the original would not link. Members that take or hold native
 * handles, and protected native ones, are not wanted: no program can use them.
 *
 * <p>Exit code 0 when nothing is missing, 1 else. Argument {@code -v} lists what is missing and
 * what was left out.
 */
public final class ApiCoverage {
  /** The signature files, by what they are called in the output. */
  public static final List<String> FILES = List.of("openmpi-java", "mpijava");

  /**
   * Members wanted, those found, those that are not there, those that are there for source code but
   * with another descriptor, and those that are not wanted.
   */
  public record Result(
      String file,
      int wanted,
      int present,
      List<String> missing,
      List<String> notLinking,
      List<String> leftOut) {}

  private ApiCoverage() {}

  /** Prints the coverage of each file. */
  public static void main(String[] args) {
    boolean verbose = args.length > 0 && args[0].equals("-v");
    int missing = 0;
    for (String file : FILES) {
      Result result = compare(file);
      print(result, verbose, System.out);
      missing += result.missing.size();
    }
    System.exit(missing == 0 ? 0 : 1);
  }

  /** Compares one of {@link #FILES} with the classes on the class path. */
  public static Result compare(String file) {
    return compare(file, ApiCoverage.class.getClassLoader());
  }

  /** Compares one of {@link #FILES} with the classes that a loader finds. */
  static Result compare(String file, ClassLoader loader) {
    int wanted = 0;
    List<String> missing = new ArrayList<>();
    List<String> notLinking = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (String line : lines(file)) {
      Signature signature = Signature.parse(line, loader);
      if (signature.artefact().isPresent()) {
        leftOut.add(signature + " — " + signature.artefact().get());
        continue;
      }
      wanted++;
      String reason = new Matching(signature).whyMissing();
      if (reason != null) {
        missing.add(signature + " — " + reason);
        continue;
      }
      reason = new Linking(signature).whyNot();
      if (reason != null) {
        notLinking.add(signature + " — " + reason);
      }
    }
    return new Result(file, wanted, wanted - missing.size(), missing, notLinking, leftOut);
  }

  private static void print(Result result, boolean verbose, PrintStream out) {
    out.println(result.file + ":");
    out.println("  wanted: " + result.wanted);
    out.println("  present: " + result.present);
    out.println("  left out: " + result.leftOut.size());
    out.println("  missing: " + result.missing.size());
    out.println("  present, but old class files do not link: " + result.notLinking.size());
    if (verbose) {
      result.missing.forEach(line -> out.println("    missing: " + line));
      result.notLinking.forEach(line -> out.println("    does not link: " + line));
      result.leftOut.forEach(line -> out.println("    left out: " + line));
    }
  }

  static List<String> lines(String file) {
    String resource = "/api/" + file + ".sig";
    try (InputStream in = ApiCoverage.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return reader.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
