package mpi;

import org.jmpi.comm.Communicator;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOp;
import org.jmpi.error.EngineException;

/** The collectives that reduce, as both dialects need them; see {@link CommCollectives}. */
abstract class CommReductions extends CommCollectives {
  CommReductions(boolean predefined) {
    super(predefined);
  }

  final Request doReduce(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      Object recvbuf,
      long recvoffset,
      int count,
      Datatype type,
      Op op,
      int root) {
    try {
      Communicator c = engine();
      checkRoot(c, root);
      boolean atRoot = isRoot(c, root);
      boolean aliases = atRoot && !c.isInter();
      Object operand = aliases ? operand(sendbuf, sendoffset, recvbuf, recvoffset) : sendbuf;
      ReduceOp reduceOp = Op.engineOp(op, type);
      Layout layout = Datatype.layout(type);
      if (wait) {
        c.blocking()
            .reduce(
                operand,
                sendoffset,
                atRoot ? recvbuf : null,
                atRoot ? recvoffset : 0,
                count,
                layout,
                reduceOp,
                root);
        return null;
      }
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startReduce(
                      operand,
                      sendoffset,
                      atRoot ? recvbuf : null,
                      atRoot ? recvoffset : 0,
                      count,
                      layout,
                      reduceOp,
                      root));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  /** One buffer: the root's is result and operand, the others' the operand. */
  final Request doReduceInPlace(
      String call, boolean wait, Object buf, int count, Datatype type, Op op, int root) {
    return isRootHere(root)
        ? doReduce(call, wait, IN_PLACE, 0, buf, 0, count, type, op, root)
        : doReduce(call, wait, buf, 0, null, 0, count, type, op, root);
  }

  final Request doAllreduce(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      Object recvbuf,
      long recvoffset,
      int count,
      Datatype type,
      Op op) {
    try {
      Communicator c = engine();
      ReduceOp reduceOp = Op.engineOp(op, type);
      Object operand = operand(sendbuf, sendoffset, recvbuf, recvoffset);
      Layout layout = Datatype.layout(type);
      if (wait) {
        c.blocking().allReduce(operand, sendoffset, recvbuf, recvoffset, count, layout, reduceOp);
        return null;
      }
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startAllReduce(
                      operand, sendoffset, recvbuf, recvoffset, count, layout, reduceOp));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doReduceScatter(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      Object recvbuf,
      long recvoffset,
      int[] recvcounts,
      Datatype type,
      Op op) {
    try {
      Communicator c = engine();
      ReduceOp reduceOp = Op.engineOp(op, type);
      requireLength(c.size(), "recvcounts", recvcounts);
      Object operand = operand(sendbuf, sendoffset, recvbuf, recvoffset);
      Layout layout = Datatype.layout(type);
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startReduceScatter(
                      operand,
                      sendoffset,
                      recvbuf,
                      recvoffset,
                      firstOf(c.size(), recvcounts),
                      layout,
                      reduceOp));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doReduceScatterBlock(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      Object recvbuf,
      long recvoffset,
      int recvcount,
      Datatype type,
      Op op) {
    try {
      Communicator c = engine();
      ReduceOp reduceOp = Op.engineOp(op, type);
      Object operand = operand(sendbuf, sendoffset, recvbuf, recvoffset);
      Layout layout = Datatype.layout(type);
      if (wait) {
        c.blocking()
            .reduceScatterBlock(
                operand, sendoffset, recvbuf, recvoffset, recvcount, layout, reduceOp);
        return null;
      }
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startReduceScatterBlock(
                      operand, sendoffset, recvbuf, recvoffset, recvcount, layout, reduceOp));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doScan(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      Object recvbuf,
      long recvoffset,
      int count,
      Datatype type,
      Op op) {
    try {
      Communicator c = engine();
      ReduceOp reduceOp = Op.engineOp(op, type);
      Object operand = operand(sendbuf, sendoffset, recvbuf, recvoffset);
      Layout layout = Datatype.layout(type);
      if (wait) {
        c.blocking().scan(operand, sendoffset, recvbuf, recvoffset, count, layout, reduceOp);
        return null;
      }
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startScan(operand, sendoffset, recvbuf, recvoffset, count, layout, reduceOp));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Request doExscan(
      String call,
      boolean wait,
      Object sendbuf,
      long sendoffset,
      Object recvbuf,
      long recvoffset,
      int count,
      Datatype type,
      Op op) {
    try {
      Communicator c = engine();
      ReduceOp reduceOp = Op.engineOp(op, type);
      Object operand = operand(sendbuf, sendoffset, recvbuf, recvoffset);
      Layout layout = Datatype.layout(type);
      if (wait) {
        c.blocking().exScan(operand, sendoffset, recvbuf, recvoffset, count, layout, reduceOp);
        return null;
      }
      return settle(
          c,
          call,
          wait,
          () ->
              c.collectives()
                  .startExScan(operand, sendoffset, recvbuf, recvoffset, count, layout, reduceOp));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  /** Programs pass one array twice to reduce in place, which mpiJava has no other way to say. */
  private static Object operand(Object sendbuf, long sendoffset, Object recvbuf, long recvoffset) {
    return sendbuf != null && sendbuf == recvbuf && sendoffset == recvoffset ? IN_PLACE : sendbuf;
  }
}
