package org.jmpi.examples.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jmpi.examples.digits.ProgressLine.Mode;
import org.jmpi.examples.digits.ProgressLine.State;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void shouldSayEverything() {
    assertEquals(
        "epoch 5/20  loss 0.123  test 97.2 %  2500 samples/s  comm 25 %  12 s left",
        ProgressLine.format(new State(5, 20, 0.12349, 0.9721, 10_000, 4, 1)));
    assertEquals(
        "epoch 20/20  loss 0.010  test 98.0 %  2500 samples/s  comm 50 %  done",
        ProgressLine.format(new State(20, 20, 0.01, 0.98, 40_000, 16, 8)));
  }

  @Test
  void shouldStayOnOneLineOfATerminal() {
    String longest = ProgressLine.format(new State(10, 200, 2.3026, 0.999, 10_000_000, 100, 88));
    assertTrue(longest.length() < 80, longest);
  }

  @Test
  void shouldSayTimesAsPeopleDo() {
    assertEquals("0 s", ProgressLine.time(0.2));
    assertEquals("59 s", ProgressLine.time(59.4));
    assertEquals("1:00", ProgressLine.time(59.6));
    assertEquals("3:05", ProgressLine.time(185));
    assertEquals("2:01:30", ProgressLine.time(7290));
  }

  @Test
  void shouldRewriteOneLineOnATerminal() {
    ProgressLine line = new ProgressLine(out, Mode.AUTO, true);
    line.show(state(1, 3, 100.0, 0.2));
    line.show(state(2, 3, 1.0, 0.25));
    assertEquals(1, count("\r"), "a second look within a tenth of a second shows nothing");
    line.show(state(2, 3, 1.0, 0.4));
    line.show(state(3, 3, 1.0, 0.45));
    assertEquals(3, count("\r"));
    assertEquals(1, count("\n"), "only the end is a new line");
    String[] texts = text().split("\r");
    assertEquals(texts[1].length(), texts[2].length(), "the longer line's rest is wiped out");
    assertTrue(text().endsWith("done" + " ".repeat(trailing()) + System.lineSeparator()), text());
  }

  @Test
  void shouldSayWhatHappensOnALineOfItsOwn() {
    ProgressLine line = new ProgressLine(out, Mode.TTY, true);
    line.show(state(1, 3, 1.0, 0.2));
    line.say("a rank has died");
    line.show(state(2, 3, 1.0, 0.4));
    String[] lines = text().split(System.lineSeparator());
    assertTrue(lines[0].stripTrailing().endsWith("\ra rank has died"), text());
    assertTrue(lines[1].startsWith("\repoch 2/3 "), text());
    bytes.reset();
    new ProgressLine(out, Mode.LOG, true).say("a rank has died");
    assertEquals("a rank has died" + System.lineSeparator(), text());
  }

  @Test
  void shouldPrintALineNowAndThenInALog() {
    ProgressLine line = new ProgressLine(out, Mode.AUTO, false);
    for (int epoch = 1; epoch <= 100; epoch++) {
      line.show(state(epoch, 100, 1, epoch * 0.01));
    }
    assertFalse(text().contains("\r"));
    assertEquals(11, count("\n"), text());
    assertTrue(text().startsWith("epoch 1/100 "), text());
    assertTrue(text().trim().endsWith("done"), text());
  }

  @Test
  void shouldPrintMoreOftenInALogWhenEpochsAreLong() {
    ProgressLine line = new ProgressLine(out, Mode.LOG, true);
    for (int epoch = 1; epoch <= 20; epoch++) {
      line.show(state(epoch, 1000, 1, epoch));
    }
    assertEquals(10, count("\n"), "every two seconds");
  }

  @Test
  void shouldKnowItsModes() {
    assertEquals(Mode.TTY, Mode.of("tty"));
    assertThrows(IllegalArgumentException.class, () -> Mode.of("colour"));
  }

  private int trailing() {
    String last = text().substring(text().lastIndexOf('\r')).stripTrailing();
    return text().substring(text().lastIndexOf('\r')).length()
        - last.length()
        - System.lineSeparator().length();
  }

  private static State state(int epoch, int epochs, double loss, double seconds) {
    return new State(epoch, epochs, loss, 0.5, 100L * epoch, seconds, seconds / 2);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private int count(String what) {
    return text().split(what, -1).length - 1;
  }
}
