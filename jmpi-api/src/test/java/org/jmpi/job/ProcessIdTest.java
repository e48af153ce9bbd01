package org.jmpi.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ProcessIdTest {
  @Test
  void shouldParseWhatItPrints() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      ProcessId id =
          new ProcessId(random.nextLong(), random.nextInt() >>> 1, random.nextInt() >>> 1);
      assertEquals(id, ProcessId.parse(id.toString()));
    }
    ProcessId extreme = new ProcessId(-1, Integer.MAX_VALUE, 0);
    assertEquals(extreme, ProcessId.parse(extreme.toString()));
  }

  @Test
  void shouldRefuseOtherSpellings() {
    String[] wrong = {
      "",
      "jmpi:",
      "jmpi:1/2",
      "jmpi:1/2/3/",
      "jmpi:1/2/3/4",
      "jmpi:+1/2/3",
      "jmpi:1/+2/3",
      "jmpi:1/-2/3",
      "jmpi:1/2/-3",
      "jmpi:01/2/3",
      "jmpi:1/02/3",
      "jmpi:A/2/3",
      "jmpi:1/2/ 3",
      "jmpi:1/\u0662/3",
      "JMPI:1/2/3",
      "jmpi:10000000000000000/2/3",
      "jmpi:1/2147483648/3",
      "jmpi://2/3",
      "jmpi:1/2/3\n"
    };
    for (String text : wrong) {
      assertThrows(IllegalArgumentException.class, () -> ProcessId.parse(text), text);
    }
  }

  @Test
  void shouldRefuseNoiseWithOneKindOfException() {
    String alphabet = "jmpi:/0123456789abcdefABC-+ \u0660\uD83D";
    int parsed = 0;
    for (long seed = 1; seed <= 50_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "jmpi:1f/3/0" : "");
      for (int i = random.nextInt(6); i >= 0; i--) {
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        int at = random.nextInt(text.length() + 1);
        if (random.nextBoolean() || at == text.length()) {
          text.insert(at, c);
        } else {
          text.setCharAt(at, c);
        }
      }
      try {
        assertEquals(text.toString(), ProcessId.parse(text.toString()).toString(), "seed " + seed);
        parsed++;
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage() != null, "seed " + seed);
      }
    }
    assertTrue(parsed > 100, "nothing was parsed: " + parsed);
  }
}
