package org.jmpi.bench.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkPictureTest {
  /** As jmpirun prints it. */
  private static final String REPORT =
      """
      jmpirun: where the ranks are:
      jmpirun:   site   host  ranks
      jmpirun:   paris  A1    0-1
      rank 0 is rank 0 of 3 at paris on A1 too
      jmpirun: where the 3 ranks that finalized were:
      jmpirun:   site   host  ranks
      jmpirun:   paris  A1    0-1
      jmpirun:   rome   B1    2
      jmpirun: what they sent, and measured in passing:
      jmpirun:   from   to     RTT ms  loss %  Mbit/s       MB  messages
      jmpirun:   paris  paris    6.69    0.00    92.5  125.835      1607
      jmpirun:   paris  rome    56.57    0.25    41.1   20.972       595
      jmpirun:   rome   paris   55.73       -       -    0.001         2
      jmpirun:   paris <----------------------------------------> rome  55.73 ms
      """;

  @TempDir private Path folder;

  @Test
  void shouldReadTheReportOfAJob() throws Exception {
    NetworkSketch sketch = NetworkSketch.ofReport(file(REPORT), "two");
    assertEquals(
        List.of(
            new NetworkSketch.Site("paris", List.of("A1: ranks 0-1")),
            new NetworkSketch.Site("rome", List.of("B1: ranks 2"))),
        sketch.sites());
    assertEquals(
        List.of(
            new NetworkSketch.Link(0, 1, 56.57, 0.25, 41.1),
            new NetworkSketch.Link(1, 0, 55.73, -1, 0)),
        sketch.links());
    assertEquals("41.1 Mbit/s, RTT 56.6 ms, loss 0.25 %", sketch.links().get(0).text());
    assertEquals("RTT 55.7 ms", sketch.links().get(1).text());
  }

  @Test
  void shouldDrawSitesAndWhatIsBetweenThem() throws Exception {
    for (int sites : new int[] {1, 2, 3, 9}) {
      Path picture = folder.resolve(sites + ".png");
      NetworkPicture.draw(sketch(sites), picture);
      BufferedImage image = ImageIO.read(picture.toFile());
      boolean hasLines = false;
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          hasLines |= (image.getRGB(x, y) & 0xffffff) == 0x7090b0;
        }
      }
      assertEquals(sites > 1, hasLines, sites + " sites");
    }
  }

  @Test
  void shouldSayWhenThereIsNoReport() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> NetworkSketch.ofReport(file("killed\n"), "none"))
            .getMessage();
    assertTrue(message.contains("--report-topology"), message);
  }

  private static NetworkSketch sketch(int sites) {
    List<NetworkSketch.Site> all = new ArrayList<>();
    List<NetworkSketch.Link> links = new ArrayList<>();
    for (int from = 0; from < sites; from++) {
      all.add(new NetworkSketch.Site("S" + from, List.of("a", "b", "c", "d", "e", "f", "g")));
      for (int to = 0; to < sites; to++) {
        if (from != to) {
          links.add(new NetworkSketch.Link(from, to, 50, 0, 10 * (to + 1)));
        }
      }
    }
    return new NetworkSketch(sites + " sites", all, links);
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("report"), text);
  }
}
