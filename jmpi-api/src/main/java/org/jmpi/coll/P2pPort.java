package org.jmpi.coll;

import org.jmpi.data.Payload;
import org.jmpi.error.EngineException;
import org.jmpi.p2p.Completion;
import org.jmpi.p2p.MatchContext;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.RecvOp;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.SendOp;

/** Messages of the collective context over the engine's point-to-point layer. */
final class P2pPort implements MessagePort {
  private final P2pEngine engine;
  private final MatchContext context;

  P2pPort(P2pEngine engine, MatchContext context) {
    this.engine = engine;
    this.context = context;
  }

  @Override
  public int size() {
    return context.size();
  }

  @Override
  public int selfRank() {
    return context.selfRank();
  }

  @Override
  public int process(int rank) {
    return context.process(rank);
  }

  @Override
  public Message newSend(Listener listener) {
    return new Outgoing(listener);
  }

  @Override
  public Message newReceive(Listener listener) {
    return new Incoming(listener);
  }

  @Override
  public void endInstance(long tagFrom, long tagTo, EngineException reason) {
    engine.endInstance(context, tagFrom, tagTo, reason);
  }

  private final class Outgoing implements Message, Completion {
    private final SendOp op = new SendOp();
    private final Listener listener;

    Outgoing(Listener listener) {
      this.listener = listener;
    }

    @Override
    public Payload payload() {
      return op.payload();
    }

    @Override
    public void start(int peerRank, long tag) {
      engine.send(op.to(context, peerRank, tag, SendMode.STANDARD), this);
    }

    @Override
    public void abandon(EngineException reason) {
      engine.abandon(op, reason);
    }

    @Override
    public long receivedBytes() {
      return 0;
    }

    @Override
    public void completed(Operation operation) {
      listener.done(operation.error());
    }
  }

  private final class Incoming implements Message, Completion {
    private final RecvOp op = new RecvOp();
    private final Listener listener;

    Incoming(Listener listener) {
      this.listener = listener;
    }

    @Override
    public Payload payload() {
      return op.payload();
    }

    @Override
    public void start(int peerRank, long tag) {
      engine.recv(op.from(context, peerRank, tag), this);
    }

    @Override
    public void abandon(EngineException reason) {
      engine.abandon(op, reason);
    }

    @Override
    public long receivedBytes() {
      return op.status().lengthBytes;
    }

    @Override
    public void completed(Operation operation) {
      listener.done(operation.error());
    }
  }
}
