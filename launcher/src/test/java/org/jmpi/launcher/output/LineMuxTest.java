package org.jmpi.launcher.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineMuxTest {
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder error = new StringBuilder();

  @Test
  void shouldPassWholeLinesOn() {
    LineMux mux = new LineMux(false, false);
    offer(mux, 0, 0, "he");
    offer(mux, 0, 1, "good\nbye");
    drain(mux, 0);
    assertEquals("good\n", out.toString());
    offer(mux, 1, 0, "llo\n");
    mux.end(1, false);
    drain(mux, 1);
    assertEquals("good\nhello\nbye\n", out.toString());
  }

  @Test
  void shouldKeepStandardErrorApart() {
    LineMux mux = new LineMux(false, false);
    byte[] bytes = "oops\n".getBytes(StandardCharsets.UTF_8);
    mux.offer(0, 0, true, bytes, bytes.length);
    offer(mux, 0, 0, "fine\n");
    drain(mux, 0);
    assertEquals("fine\n", out.toString());
    assertEquals("oops\n", error.toString());
  }

  @Test
  void shouldNeverMixLinesWhateverTheirLength() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int ranks = 5;
    LineMux mux = new LineMux(false, false);
    List<StringBuilder> texts = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      StringBuilder text = new StringBuilder();
      for (int line = 0; line < 6; line++) {
        int length = random.nextInt(4) == 0 ? random.nextInt(500_000) : random.nextInt(80);
        text.append(String.valueOf((char) ('a' + rank)).repeat(length)).append('\n');
      }
      texts.add(text);
    }
    int[] at = new int[ranks];
    long nowNs = 0;
    boolean longLines = false;
    for (int done = 0; done < ranks; ) {
      int rank = random.nextInt(ranks);
      int left = texts.get(rank).length() - at[rank];
      if (left > 0) {
        int part = Math.min(left, 1 + random.nextInt(60_000));
        offer(mux, nowNs, rank, texts.get(rank).substring(at[rank], at[rank] + part));
        at[rank] += part;
        longLines |= mux.pendingBytes(rank, false) > LineMux.LONG_LINE_BYTES;
        if (at[rank] == texts.get(rank).length()) {
          mux.end(rank, false);
          done++;
        }
      }
      drain(mux, nowNs += 1000);
    }
    drain(mux, nowNs);
    assertTrue(mux.isDone(), "seed " + seed);
    assertTrue(longLines, "no long line occurred, seed " + seed);
    for (String line : out.toString().split("\n", -1)) {
      assertTrue(line.chars().distinct().count() <= 1, "mixed line, seed " + seed);
    }
    assertEquals(
        texts.stream().mapToInt(StringBuilder::length).sum(), out.length(), "seed " + seed);
  }

  @Test
  void shouldEndTheLineOfASilentHolderWhenOthersWait() {
    LineMux mux = new LineMux(false, false);
    offer(mux, 0, 0, "x".repeat(LineMux.LONG_LINE_BYTES));
    drain(mux, 0);
    offer(mux, 1, 1, "waiting\n");
    assertEquals(LineMux.SILENCE_NS, drain(mux, 1));
    drain(mux, LineMux.SILENCE_NS - 1);
    assertEquals(LineMux.LONG_LINE_BYTES, out.length());
    drain(mux, LineMux.SILENCE_NS);
    assertTrue(out.toString().endsWith("x\nwaiting\n"));
    offer(mux, LineMux.SILENCE_NS, 0, "rest\n");
    drain(mux, LineMux.SILENCE_NS);
    assertTrue(out.toString().endsWith("\nwaiting\nrest\n"));
  }

  @Test
  void shouldNotLetAnEndlessLineStarveTheOthers() {
    LineMux mux = new LineMux(false, false);
    String piece = "y".repeat(LineMux.LONG_LINE_BYTES);
    long stepNs = LineMux.SILENCE_NS / 2;
    for (long nowNs = 0; nowNs <= LineMux.HOLD_NS; nowNs += stepNs) {
      offer(mux, nowNs, 0, piece);
      drain(mux, nowNs);
      if (nowNs == 0) {
        offer(mux, nowNs, 1, "me\n");
      }
    }
    drain(mux, LineMux.HOLD_NS);
    assertTrue(out.toString().contains("\nme\n"));
  }

  @Test
  void shouldShowAPromptOnATerminalOnly() {
    LineMux quiet = new LineMux(false, true);
    offer(quiet, 0, 0, "name? ");
    assertEquals(LineMux.NEVER, drain(quiet, LineMux.PROMPT_NS));
    assertEquals("", out.toString());
    LineMux terminal = new LineMux(true, true);
    offer(terminal, 0, 0, "name? ");
    assertEquals(LineMux.PROMPT_NS, drain(terminal, 0));
    drain(terminal, LineMux.PROMPT_NS);
    assertEquals("name? ", out.toString());
    offer(terminal, LineMux.PROMPT_NS + 1, 1, "other\n");
    drain(terminal, LineMux.PROMPT_NS + 1);
    assertEquals("name? \nother\n", out.toString());
  }

  @Test
  void shouldKeepOutputBackAndThenGiveItRankByRank() {
    LineMux mux = new LineMux(false, false);
    mux.hold(true);
    offer(mux, 0, 1, "b1\n");
    offer(mux, 0, 0, "a1\n");
    offer(mux, 0, 1, "b2\n");
    offer(mux, 0, 0, "a2\n");
    drain(mux, 0);
    assertEquals("", out.toString());
    mux.hold(false);
    drain(mux, 0);
    assertEquals("a1\na2\nb1\nb2\n", out.toString());
  }

  private static void offer(LineMux mux, long nowNs, int rank, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    mux.offer(nowNs, rank, false, bytes, bytes.length);
  }

  private long drain(LineMux mux, long nowNs) {
    return mux.drain(
        nowNs,
        (rank, isError, bytes, offset, length, startsLine) ->
            (isError ? error : out)
                .append(new String(bytes, offset, length, StandardCharsets.UTF_8)));
  }
}
