package org.jmpi.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class PlainArgumentsTest {
  private static final int RANDOM_LINES = 1500;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-n 4 Main",
        "-n 4 -cp a.jar:b Main -n 7 --help",
        "-np 2 --tag-output -x A=1 -x B -jar x.jar -n 3 : -v",
        "--np 16 --host a:2,b --timeout 30 --setting a=b --setting c=d java -cp x Main",
        "-n 4 --with-ft ulfm Main",
        "-n 4 --enable-recovery Main",
        "-n 4 --host a,b --site a=x --site b=y --map x:2,y:2 --report-topology Main",
        "-n 1 --stdin none --on-failure continue --report-state --wdir /tmp -v ls -l",
      })
  void shouldReadTheUsualLines(String line) {
    assertTrue(PlainArguments.read(List.of(line.split(" ")), new JmpirunCommand()), line);
    assertSameReading(List.of(line.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-n four Main",
        "-n 0x4 Main",
        "-n -1 Main",
        "-n",
        "-n 2 -n 3 Main",
        "-n 2 --np 3 Main",
        "-n4 Main",
        "-n 2 --tag-ouput Main",
        "-n 2 -cp --tag-output Main",
        "-n 2 -- Main",
      })
  void shouldLeaveAllElseToTheLibrary(String line) {
    assertFalse(PlainArguments.read(List.of(line.split(" ")), new JmpirunCommand()), line);
  }

  @Test
  void shouldNotLetALaterProgramSayWhatConcernsTheJob() {
    assertTrue(PlainArguments.read(List.of("-n", "2", "Main"), new ProgramOptions()));
    assertFalse(PlainArguments.read(List.of("-n", "2", "-v", "Main"), new ProgramOptions()));
  }

  @Test
  void shouldReadEachOptionAsTheLibraryDoes() {
    for (CommandLine.Model.OptionSpec option :
        FullArguments.parser(new JmpirunCommand()).getCommandSpec().options()) {
      for (String name : option.names()) {
        List<String> line = new ArrayList<>(List.of(name));
        if (option.arity().max() > 0) {
          line.add("3");
        }
        line.add("Main");
        assertSameReading(line);
      }
    }
  }

  @Test
  void shouldReadRandomLinesAsTheLibraryDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> words = new ArrayList<>(List.of("7", "a=b", "Main", "1", "-q", "--", "x.jar"));
    for (CommandLine.Model.OptionSpec option :
        FullArguments.parser(new JmpirunCommand()).getCommandSpec().options()) {
      words.addAll(List.of(option.names()));
    }
    int plain = 0;
    for (int i = 0; i < RANDOM_LINES; i++) {
      List<String> line = new ArrayList<>();
      for (int length = 1 + random.nextInt(6); length > 0; length--) {
        line.add(words.get(random.nextInt(random.nextBoolean() ? 4 : words.size())));
      }
      try {
        plain += assertSameReading(line) ? 1 : 0;
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", line " + line, e);
      }
    }
    assertTrue(plain > RANDOM_LINES / 10, "plain lines: " + plain + ", seed " + seed);
  }

  /** True when the line was plain. */
  private static boolean assertSameReading(List<String> line) {
    JmpirunCommand plain = new JmpirunCommand();
    if (!PlainArguments.read(line, plain)) {
      return false;
    }
    JmpirunCommand full = new JmpirunCommand();
    FullArguments.parser(full).parseArgs(line.toArray(new String[0]));
    assertEquals(values(full), values(plain), line.toString());
    return true;
  }

  private static Map<String, Object> values(JmpirunCommand command) {
    Map<String, Object> values = new TreeMap<>();
    values.put("program", command.program);
    for (Object group :
        List.of(
            command.what,
            command.where,
            command.io,
            command.ends,
            command.recovery,
            command.looking)) {
      for (Field field : group.getClass().getDeclaredFields()) {
        if (!field.isSynthetic()) {
          values.put(group.getClass().getSimpleName() + "." + field.getName(), get(field, group));
        }
      }
    }
    return values;
  }

  private static Object get(Field field, Object group) {
    try {
      field.setAccessible(true);
      Object value = field.get(group);
      return value == null ? "null" : value;
    } catch (IllegalAccessException e) {
      throw new AssertionError(field.toString(), e);
    }
  }
}
