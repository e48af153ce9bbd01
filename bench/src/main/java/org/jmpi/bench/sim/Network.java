package org.jmpi.bench.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Links and what is on its way over them. A link has one direction (add two for full duplex) and is
 * shared fairly: the pairs of endpoints that have something waiting for it are served in turn, a
 * piece of a message each; or else first come, first served. Within a pair messages keep their
 * order. Nothing is lost and queues are unbounded, as behind a transport that resends and holds
 * back.
 *
 * <p>Pieces cut through: the next link starts when the first packet is there, or, when it is
 * faster, so late that it never runs dry. So an undisturbed message takes length / least rate and
 * the latencies of its way, and a packet's time for each link but the slowest.
 */
public final class Network {
  private static final double NS_PER_SECOND = 1e9;

  /** So that one transmission of a long message is not too many events. */
  private static final int MAX_PIECES = 32;

  private final EventQueue events;
  private final Routes routes;
  private final int packetBytes;
  private final int pieceBytes;
  private final boolean isFair;
  private final List<Link> links = new ArrayList<>();
  private final Map<Long, Flow> flows = new HashMap<>();

  /**
   * A network without links.
   *
   * @param packetBytes what a link must have of a piece before the next can start
   * @param pieceBytes what a link sends for one pair before it looks at the others; long messages
   *     are cut into 32 pieces if that is more
   * @param isFair whether pairs are served in turn; else first come, first served
   */
  public Network(
      EventQueue events, Routes routes, int packetBytes, int pieceBytes, boolean isFair) {
    this.events = events;
    this.routes = routes;
    this.packetBytes = packetBytes;
    this.pieceBytes = pieceBytes;
    this.isFair = isFair;
  }

  /** Adds a link, rate 0 being no limit; its number, from 0. */
  public int addLink(double bytesPerSecond) {
    links.add(new Link(bytesPerSecond == 0 ? 0 : NS_PER_SECOND / bytesPerSecond));
    return links.size() - 1;
  }

  /** Bytes that a link has carried or carries. */
  public long bytes(int link) {
    return links.get(link).bytes;
  }

  /** Messages whose last piece a link has carried or carries. */
  public long messages(int link) {
    return links.get(link).messages;
  }

  /** Puts a message on its way now; it happens when its last byte is there. */
  public void send(Message message) {
    long key = (long) message.from << 32 | message.to;
    Flow flow = flows.get(key);
    if (flow == null) {
      flow = new Flow(key, routes.hops(message.from, message.to));
      flows.put(key, flow);
    }
    flow.underWay++;
    Piece all = new Piece(message, flow, message.lengthBytes, true);
    all.headNs = events.nowNs();
    all.tailNs = events.nowNs();
    enter(all);
  }

  /** At the door of hop {@code piece.hop}, of which it knows when head and tail are there. */
  private void enter(Piece piece) {
    Message message = piece.message;
    while (piece.hop < piece.flow.hops.length) {
      Link link = links.get(routes.link(message.from, message.to, piece.hop));
      if (link.nsPerByte > 0) {
        break;
      }
      link.count(piece.lengthBytes, piece.isLast);
      long latencyNs = routes.latencyNs(message.from, message.to, piece.hop);
      piece.headNs += latencyNs;
      piece.tailNs += latencyNs;
      piece.hop++;
    }
    if (piece.hop == piece.flow.hops.length) {
      if (piece.isLast) {
        leave(piece);
      }
      return;
    }
    piece.readyNs(links.get(routes.link(message.from, message.to, piece.hop)).nsPerByte);
    if (piece.hop == 0) {
      piece.happen(events.nowNs());
    } else {
      events.at(piece.readyNs, piece);
    }
  }

  private void leave(Piece last) {
    Flow flow = last.flow;
    if (--flow.underWay == 0) {
      flows.remove(flow.key);
    }
    events.at(last.tailNs, last.message);
  }

  private int pieceBytes(Message message) {
    return (int)
        Math.min(Integer.MAX_VALUE, Math.max(pieceBytes, message.lengthBytes / MAX_PIECES));
  }

  /** All messages of a pair of endpoints that are under way. */
  private final class Flow {
    final long key;
    final Queue[] hops;
    int underWay;

    Flow(long key, int hops) {
      this.key = key;
      this.hops = new Queue[hops];
    }

    Queue at(int hop) {
      if (hops[hop] == null) {
        hops[hop] = new Queue();
      }
      return hops[hop];
    }
  }

  /** What a pair has waiting for one link. */
  private static final class Queue {
    Piece head;
    Piece tail;
    Queue nextInTurn;

    void add(Piece piece) {
      if (head == null) {
        head = piece;
      } else {
        tail.nextInFlow = piece;
      }
      tail = piece;
    }

    void removeHead() {
      Piece removed = head;
      head = removed.nextInFlow;
      removed.nextInFlow = null;
    }
  }

  /** Happens when it can start on the link of its hop. */
  private final class Piece extends Event {
    final Message message;
    final Flow flow;
    final boolean isLast;
    long lengthBytes;
    int hop;
    long headNs;
    long tailNs;
    long readyNs;
    Piece nextInFlow;

    Piece(Message message, Flow flow, long lengthBytes, boolean isLast) {
      this.message = message;
      this.flow = flow;
      this.lengthBytes = lengthBytes;
      this.isLast = isLast;
    }

    /** From when on a link of this rate can send it without a gap. */
    void readyNs(double nsPerByte) {
      double packetNs = Math.min(packetBytes, lengthBytes) * nsPerByte;
      readyNs = Math.max(headNs, tailNs - Math.round(lengthBytes * nsPerByte - packetNs));
    }

    @Override
    protected void happen(long nowNs) {
      links.get(routes.link(message.from, message.to, hop)).enqueue(this, nowNs);
    }
  }

  /** Happens when it has sent a piece while others wait. */
  private final class Link extends Event {
    final double nsPerByte;
    private long freeNs;
    private boolean waitsUntilFree;

    /** The pairs that have something waiting, in the order of their turns. */
    private Queue first;

    private Queue last;

    /** Has had its turn and has more: comes after those that come while it is sent. */
    private Queue again;

    private final Queue all = new Queue();
    long bytes;
    long messages;

    Link(double nsPerByte) {
      this.nsPerByte = nsPerByte;
    }

    void count(long length, boolean isLast) {
      bytes += length;
      messages += isLast ? 1 : 0;
    }

    void enqueue(Piece piece, long nowNs) {
      Queue queue = isFair ? piece.flow.at(piece.hop) : all;
      boolean isNew = queue.head == null;
      queue.add(piece);
      if (isNew) {
        join(queue);
      }
      if (!waitsUntilFree) {
        if (freeNs <= nowNs) {
          serve(nowNs);
        }
        waitWhileBusy();
      }
    }

    @Override
    protected void happen(long nowNs) {
      waitsUntilFree = false;
      serve(nowNs);
      waitWhileBusy();
    }

    private void waitWhileBusy() {
      if (first != null || again != null) {
        waitsUntilFree = true;
        events.at(freeNs, this);
      }
    }

    private void join(Queue queue) {
      if (first == null) {
        first = queue;
      } else {
        last.nextInTurn = queue;
      }
      last = queue;
    }

    private void serve(long nowNs) {
      if (again != null) {
        join(again);
        again = null;
      }
      Queue queue = first;
      first = queue.nextInTurn;
      queue.nextInTurn = null;
      Piece piece = queue.head;
      if (piece.lengthBytes > pieceBytes(piece.message)) {
        int length = pieceBytes(piece.message);
        piece.lengthBytes -= length;
        piece = new Piece(piece.message, piece.flow, length, false);
        piece.hop = queue.head.hop;
      } else {
        queue.removeHead();
      }
      if (queue.head != null) {
        again = queue;
      }
      transmit(piece, nowNs);
    }

    private void transmit(Piece piece, long nowNs) {
      Message message = piece.message;
      count(piece.lengthBytes, piece.isLast);
      freeNs = nowNs + Math.round(piece.lengthBytes * nsPerByte);
      long firstPacketNs = Math.round(Math.min(packetBytes, piece.lengthBytes) * nsPerByte);
      long latencyNs = routes.latencyNs(message.from, message.to, piece.hop);
      piece.headNs = nowNs + firstPacketNs + latencyNs;
      piece.tailNs = freeNs + latencyNs;
      piece.hop++;
      enter(piece);
    }
  }
}
