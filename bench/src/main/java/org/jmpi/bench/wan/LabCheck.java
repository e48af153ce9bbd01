package org.jmpi.bench.wan;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * What UDP packets say of a lab's link, beside what the lab was asked for: {@code LabCheck peer
 * PORT} on one host, {@code LabCheck check ADDRESS PORT LAB A B} on the other, LAB being the lab's
 * command and A and B the sites. Ends with an error when a figure is far from what it should be.
 */
public final class LabCheck {
  private static final byte ECHO = 1;
  private static final byte COUNT = 2;
  private static final byte QUERY = 3;
  private static final byte QUIT = 4;

  private static final int WAIT_MS = 1_000;
  private static final int PINGS = 100;
  private static final int PACKET_BYTES = 1_400;
  private static final int IP_UDP_BYTES = 28;
  private static final int FRAME_BYTES = PACKET_BYTES + IP_UDP_BYTES + 14;
  private static final double BITS_PER_BYTE = 8.0;

  private final DatagramSocket socket = new DatagramSocket();
  private final InetAddress peer;
  private final int port;
  private final String lab;
  private final String pair;
  private int run;
  private boolean isRight = true;

  private LabCheck(String[] args) throws IOException {
    peer = InetAddress.getByName(args[1]);
    port = Integer.parseInt(args[2]);
    lab = args[3];
    pair = "pair " + args[4] + " " + args[5] + " ";
    socket.setSoTimeout(WAIT_MS);
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    if (args.length == 2 && args[0].equals("peer")) {
      answer(Integer.parseInt(args[1]));
      return;
    }
    if (args.length != 6 || !args[0].equals("check")) {
      throw new IllegalArgumentException("LabCheck peer PORT | check ADDRESS PORT LAB A B");
    }
    LabCheck check = new LabCheck(args);
    check.check();
    check.send(QUIT, 16);
    if (!check.isRight) {
      System.exit(1);
    }
  }

  private static void answer(int port) throws IOException {
    byte[] memory = new byte[2_000];
    try (DatagramSocket socket = new DatagramSocket(port)) {
      socket.setReceiveBufferSize(4 << 20);
      long[] of = new long[4];
      while (true) {
        DatagramPacket packet = new DatagramPacket(memory, memory.length);
        socket.receive(packet);
        ByteBuffer content = ByteBuffer.wrap(memory, 0, packet.getLength());
        switch (content.get(0)) {
          case QUIT -> {
            return;
          }
          case COUNT -> {
            long now = System.nanoTime();
            if (of[0] != content.getInt(1)) {
              of = new long[] {content.getInt(1), 0, now, now};
            }
            of[1]++;
            of[3] = now;
            continue;
          }
          case QUERY -> {
            content.putLong(1, of[0] == content.getInt(1) ? of[1] : 0);
            content.putLong(9, of[3] - of[2]);
          }
          default -> {}
        }
        socket.send(packet);
      }
    }
  }

  private void check() throws IOException {
    set("rate=0 delay=0 loss=0 ge=0,100 mtu=0 queue=100ms up");
    for (double delayMs : new double[] {0.5, 5, 25, 100}) {
      set("delay=" + delayMs);
      Histogram roundTripsNs = pings();
      double medianMs = roundTripsNs.getValueAtPercentile(50) / Wan.NS_PER_MS;
      say(
          "round trip, asked " + 2 * delayMs + " ms",
          String.format(
              Locale.ROOT,
              "least %.2f, median %.2f, P99 %.2f ms",
              roundTripsNs.getMinValue() / Wan.NS_PER_MS,
              medianMs,
              roundTripsNs.getValueAtPercentile(99) / Wan.NS_PER_MS),
          medianMs >= 2 * delayMs && medianMs <= 2 * delayMs + 3);
    }
    set("delay=5");
    for (String[] point :
        new String[][] {
          {"loss=0", "0"}, {"loss=1", "1"}, {"loss=5", "5"}, {"loss=0 ge=1,25,50", "1.923"}
        }) {
      set(point[0]);
      double[] seen = flood(20_000, 50);
      double asked = Double.parseDouble(point[1]);
      say(
          "loss, asked " + point[0] + ": " + point[1] + " %",
          String.format(Locale.ROOT, "%.2f %%", seen[0]),
          Math.abs(seen[0] - asked) <= 0.15 + asked / 4);
    }
    set("loss=0 ge=0,100");
    for (double rate : new double[] {10, 100}) {
      set("queue=50ms rate=" + rate);
      double[] seen = flood((int) (rate * 250), rate * 1.3);
      say(
          "rate, asked " + rate + " Mbit/s, offered 1.3 times as much",
          String.format(Locale.ROOT, "%.2f Mbit/s, %.1f %% dropped", seen[1], seen[0]),
          Math.abs(seen[1] / rate - 1) < 0.05);
    }
    set("rate=0 mtu=1300");
    say("packets of 1428 bytes, asked mtu 1300", arrives() ? "arrive" : "vanish", !arrives());
    set("mtu=0 down");
    say("asked down", arrives() ? "packets arrive" : "nothing arrives", !arrives());
    set("up");
    say("asked up", arrives() ? "packets arrive" : "nothing arrives", arrives());
  }

  private void set(String what) {
    LabCounters.shell(lab + " set " + pair + what);
  }

  private void say(String what, String seen, boolean isAsAsked) {
    System.out.printf("%-58s %s%s%n", what, seen, isAsAsked ? "" : "   WRONG");
    isRight &= isAsAsked;
  }

  private void send(byte what, int bytes) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(bytes);
    content.put(0, what).putInt(1, run);
    socket.send(new DatagramPacket(content.array(), bytes, peer, port));
  }

  private Histogram pings() throws IOException {
    Histogram roundTripsNs = Wan.newHistogram();
    DatagramPacket packet = new DatagramPacket(new byte[64], 64);
    for (int i = -PINGS / 5; i < PINGS; i++) {
      long startNs = System.nanoTime();
      send(ECHO, 64);
      socket.receive(packet);
      if (i >= 0) {
        roundTripsNs.recordValue(System.nanoTime() - startNs);
      }
    }
    return roundTripsNs;
  }

  private boolean arrives() throws IOException {
    send(ECHO, PACKET_BYTES);
    try {
      socket.receive(new DatagramPacket(new byte[PACKET_BYTES], PACKET_BYTES));
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /**
   * Sends packets at a rate; per cent of them that did not arrive, and Mbit/s of those that did.
   */
  private double[] flood(int packets, double megabits) throws IOException {
    run++;
    double gapNs = FRAME_BYTES * BITS_PER_BYTE * 1_000 / megabits;
    long startNs = System.nanoTime();
    for (int i = 0; i < packets; i++) {
      long dueNs = startNs + (long) (i * gapNs);
      for (long now = System.nanoTime(); now < dueNs; now = System.nanoTime()) {
        if (dueNs - now > 200_000) {
          LockSupport.parkNanos(dueNs - now - 100_000);
        } else {
          Thread.onSpinWait();
        }
      }
      send(COUNT, PACKET_BYTES);
    }
    // What is under way arrives within the longest queue and delay.
    LockSupport.parkNanos(500_000_000);
    ByteBuffer answer = query();
    double received = answer.getLong(1);
    return new double[] {
      100 * (1 - received / packets),
      received * FRAME_BYTES * BITS_PER_BYTE * 1_000 / Math.max(1, answer.getLong(9))
    };
  }

  /** Asked again when the link loses it. */
  private ByteBuffer query() throws IOException {
    for (int attempt = 0; attempt < 20; attempt++) {
      send(QUERY, 64);
      DatagramPacket packet = new DatagramPacket(new byte[64], 64);
      try {
        socket.receive(packet);
        if (packet.getData()[0] == QUERY) {
          return ByteBuffer.wrap(packet.getData());
        }
      } catch (SocketTimeoutException e) {
        continue;
      }
    }
    throw new IOException("the other end does not answer");
  }
}
