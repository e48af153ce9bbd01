package org.jmpi.bench.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Draws sites, their hosts and what is between each two of them as a PNG: sites on a circle, a line
 * for each pair, at each end of it what goes from there. Lines are the thicker the higher the lower
 * rate of the two directions is.
 */
public final class NetworkPicture {
  private static final int WIDTH = 1100;
  private static final int HEIGHT = 800;
  private static final int MARGIN_X = 170;
  private static final int MARGIN_Y = 120;
  private static final int LINE_HEIGHT = 17;
  private static final int PADDING = 10;

  /** More labels than those of so many sites would hide each other. */
  private static final int MAX_LABELLED = 6;

  /** Where along a line its label is, from the site where it begins. */
  private static final double LABEL_AT = 0.32;

  private static final double THINNEST = 1.2;
  private static final double THICKEST = 7;
  private static final Color LINK = new Color(0x7090b0);
  private static final Color BOX = new Color(0xf2f5f8);
  private static final Color TEXT = new Color(0x202428);

  private final NetworkSketch sketch;
  private final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
  private final Graphics2D ink;

  private NetworkPicture(NetworkSketch sketch) {
    this.sketch = sketch;
    this.ink = image.createGraphics();
  }

  /**
   * Draws what {@code jmpirun --report-topology} told.
   *
   * @param args a file with its output, the picture's file, its title
   */
  public static void main(String[] args) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Path picture = Path.of(args[1]);
    draw(NetworkSketch.ofReport(Path.of(args[0]), args[2]), picture);
    System.out.println(picture);
  }

  /** Writes the PNG. */
  public static void draw(NetworkSketch sketch, Path picture) throws IOException {
    NetworkPicture drawing = new NetworkPicture(sketch);
    drawing.paint();
    if (!ImageIO.write(drawing.image, "png", picture.toFile())) {
      throw new IOException("no way to write PNG");
    }
  }

  private void paint() {
    ink.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    ink.setColor(Color.WHITE);
    ink.fillRect(0, 0, WIDTH, HEIGHT);
    ink.setColor(TEXT);
    ink.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
    ink.drawString(sketch.title(), 2 * PADDING, 30);
    ink.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    int sites = sketch.sites().size();
    for (int from = 0; from < sites; from++) {
      for (int to = from + 1; to < sites; to++) {
        line(from, to);
      }
    }
    if (sites <= MAX_LABELLED) {
      sketch.links().forEach(this::label);
    } else {
      caption();
    }
    for (int site = 0; site < sites; site++) {
      box(site);
    }
    ink.dispose();
  }

  private int x(int site) {
    return (int) (WIDTH / 2 + Math.sin(angle(site)) * (WIDTH / 2 - MARGIN_X));
  }

  private int y(int site) {
    return (int) (HEIGHT / 2 + PADDING - Math.cos(angle(site)) * (HEIGHT / 2 - MARGIN_Y));
  }

  /** Two sites lie side by side, more begin at the top. */
  private double angle(int site) {
    int sites = sketch.sites().size();
    return 2 * Math.PI * site / sites - (sites == 2 ? Math.PI / 2 : 0);
  }

  private void line(int from, int to) {
    double rate = Double.MAX_VALUE;
    double most = 0;
    boolean isThere = false;
    for (NetworkSketch.Link link : sketch.links()) {
      most = Math.max(most, link.mbitPerSecond());
      boolean joins =
          link.from() == from && link.to() == to || link.from() == to && link.to() == from;
      isThere |= joins;
      if (joins && link.mbitPerSecond() > 0) {
        rate = Math.min(rate, link.mbitPerSecond());
      }
    }
    if (isThere) {
      boolean isKnown = rate < Double.MAX_VALUE;
      double width = isKnown ? THINNEST + (THICKEST - THINNEST) * rate / most : THINNEST;
      ink.setColor(LINK);
      ink.setStroke(new BasicStroke((float) width));
      ink.drawLine(x(from), y(from), x(to), y(to));
    }
  }

  /** Along the line, near the site where the link begins, with an arrow. */
  private void label(NetworkSketch.Link link) {
    double dx = x(link.to()) - x(link.from());
    double dy = y(link.to()) - y(link.from());
    boolean leansLeft = dx < 0 || dx == 0 && dy < 0;
    String text = leansLeft ? "\u2190 " + link.text() : link.text() + " \u2192";
    AffineTransform before = ink.getTransform();
    ink.translate(x(link.from()) + LABEL_AT * dx, y(link.from()) + LABEL_AT * dy);
    ink.rotate(leansLeft ? Math.atan2(-dy, -dx) : Math.atan2(dy, dx));
    FontMetrics metrics = ink.getFontMetrics();
    ink.setColor(TEXT);
    // The two directions of a line on either side of it.
    int height = leansLeft ? metrics.getAscent() + PADDING / 2 : -PADDING / 2;
    ink.drawString(text, -metrics.stringWidth(text) / 2, height);
    ink.setTransform(before);
  }

  private void caption() {
    double leastMs = Double.MAX_VALUE;
    double mostMs = 0;
    double least = Double.MAX_VALUE;
    double most = 0;
    for (NetworkSketch.Link link : sketch.links()) {
      leastMs = Math.min(leastMs, link.rttMs());
      mostMs = Math.max(mostMs, link.rttMs());
      least = Math.min(least, link.mbitPerSecond());
      most = Math.max(most, link.mbitPerSecond());
    }
    ink.setColor(TEXT);
    ink.drawString(
        String.format(
            Locale.ROOT,
            "between sites: RTT %.1f to %.1f ms, %.1f to %.1f Mbit/s",
            leastMs,
            mostMs,
            least,
            most),
        2 * PADDING,
        HEIGHT - 2 * PADDING);
  }

  private void box(int site) {
    List<String> lines = sketch.sites().get(site).lines();
    FontMetrics metrics = ink.getFontMetrics();
    int width = lines.stream().mapToInt(metrics::stringWidth).max().orElse(0) + 2 * PADDING;
    int height = lines.size() * LINE_HEIGHT + PADDING;
    int left = x(site) - width / 2;
    int top = y(site) - height / 2;
    ink.setColor(BOX);
    ink.fillRoundRect(left, top, width, height, PADDING, PADDING);
    ink.setColor(TEXT);
    ink.setStroke(new BasicStroke(1));
    ink.drawRoundRect(left, top, width, height, PADDING, PADDING);
    for (int i = 0; i < lines.size(); i++) {
      ink.drawString(lines.get(i), left + PADDING, top + (i + 1) * LINE_HEIGHT);
    }
  }
}
