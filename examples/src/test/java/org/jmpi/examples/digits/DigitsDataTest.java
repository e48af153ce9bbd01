package org.jmpi.examples.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitsDataTest {
  private static final String WHITE_PIXELS = "0,".repeat(DigitsData.PIXELS);

  @Test
  void shouldReadTheBundledDigits() throws IOException {
    DigitsData data = DigitsData.readBundled();
    assertEquals(1797, data.rows());
    int[] perDigit = new int[DigitsData.CLASSES];
    for (int row = 0; row < data.rows(); row++) {
      perDigit[data.label(row)]++;
    }
    assertTrue(Arrays.stream(perDigit).min().orElseThrow() >= 174, Arrays.toString(perDigit));
    assertEquals(1797 * 64, data.pixels().length);
    assertEquals(1.0, Arrays.stream(data.pixels()).max().orElseThrow());
    assertEquals(0.0, Arrays.stream(data.pixels()).min().orElseThrow());
    // The first row of the file begins 0,0,5,13 and shows a zero.
    assertEquals(13 / 16.0, data.pixels()[3]);
    assertEquals(0, data.label(0));
  }

  @Test
  void shouldReadAPlainFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("digits.csv");
    Files.writeString(file, (WHITE_PIXELS + "7\n").repeat(6));
    DigitsData data = DigitsData.readFile(file);
    assertEquals(6, data.rows());
    assertEquals(7, data.label(5));
  }

  @Test
  void shouldNameTheMalformedLine() {
    String good = WHITE_PIXELS + "7\n";
    assertMessage(good + "1,2,3\n", "x, line 2: 3 columns, 65 expected");
    assertMessage(good + good + WHITE_PIXELS + "ten\n", "x, line 3: \"ten\" is not a whole number");
    assertMessage(WHITE_PIXELS + "10\n", "x, line 1: 10 is not between 0 and 9");
    assertMessage("17," + WHITE_PIXELS.substring(2) + "7", "x, line 1: 17 is not between 0 and 16");
    assertMessage(good, "x has 1 rows, too few to hold out a fifth");
  }

  private static void assertMessage(String text, String message) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    IOException thrown =
        assertThrows(
            IOException.class, () -> DigitsData.read(new ByteArrayInputStream(bytes), "x"));
    assertEquals(message, thrown.getMessage());
  }
}
