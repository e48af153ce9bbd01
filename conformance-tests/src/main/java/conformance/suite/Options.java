package conformance.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/** The arguments of {@link Suite}. */
final class Options {
  private static final long DEFAULT_BOUND_S = 60;

  boolean full;
  boolean list;
  Pattern only = Pattern.compile("");
  int from;
  long boundNs = DEFAULT_BOUND_S * 1_000_000_000L;
  Path results;
  final List<Table> tables = new ArrayList<>();

  static Options of(String[] args) {
    Options options = new Options();
    Iterator<String> words = List.of(args).iterator();
    while (words.hasNext()) {
      String word = words.next();
      switch (word) {
        case "--full" -> options.full = true;
        case "--list" -> options.list = true;
        case "--only" -> options.only = Pattern.compile(value(word, words));
        case "--from" -> options.from = Integer.parseInt(value(word, words));
        case "--bound-s" -> options.boundNs = Long.parseLong(value(word, words)) * 1_000_000_000L;
        case "--results" -> options.results = Path.of(value(word, words));
        case "--table" -> options.tables.add(table(value(word, words)));
        default ->
            throw new IllegalArgumentException(
                "unknown option "
                    + word
                    + "; use --full --list --only REGEX --from INDEX"
                    + " --bound-s SECONDS --results FILE --table CLASS");
      }
    }
    return options;
  }

  private static String value(String option, Iterator<String> words) {
    if (!words.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return words.next();
  }

  private static Table table(String className) {
    try {
      return (Table) Class.forName(className).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no table " + className, e);
    }
  }
}
