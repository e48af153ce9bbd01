package org.jmpi.comm;

import org.jmpi.error.EngineException;
import org.jmpi.p2p.MatchContext;
import org.jmpi.p2p.MatchedMessage;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.Progress;
import org.jmpi.p2p.StatusRecord;

/**
 * The probes of one communicator (MPI-4.1 §3.8). They raise PROC_FAILED when the message cannot
 * come any more: its sender is dead, or, from any source, some member is and that is not
 * acknowledged; REVOKED on a revoked communicator.
 */
final class Probes {
  private final P2pEngine engine;
  private final MatchContext context;
  private final Progress progress;

  Probes(P2pEngine engine, MatchContext context, Progress progress) {
    this.engine = engine;
    this.context = context;
    this.progress = progress;
  }

  /** Polls once; false when there is none. */
  boolean look(int source, int tag, StatusRecord status) {
    if (source == Communicator.PROC_NULL) {
      Communicator.setProcNull(status);
      return true;
    }
    progress.enter();
    try {
      if (engine.probe(context, source, tag, status)) {
        return true;
      }
      progress.poll();
      if (engine.probe(context, source, tag, status)) {
        return true;
      }
      throwIf(context.failureFor(source));
      return false;
    } finally {
      progress.exit();
    }
  }

  void await(int source, int tag, StatusRecord status) {
    if (source == Communicator.PROC_NULL) {
      Communicator.setProcNull(status);
      return;
    }
    progress.enter();
    try {
      if (!engine.probe(context, source, tag, status)) {
        boolean[] found = new boolean[1];
        progress.awaitUntil(
            () ->
                (found[0] = engine.probe(context, source, tag, status))
                    || context.failureFor(source) != null);
        if (!found[0]) {
          throwIf(context.failureFor(source));
        }
      }
    } finally {
      progress.exit();
    }
  }

  /** Null when there is none. */
  MatchedMessage take(int source, int tag) {
    progress.enter();
    try {
      MatchedMessage message = engine.matchProbe(context, source, tag);
      if (message == null) {
        progress.poll();
        message = engine.matchProbe(context, source, tag);
      }
      if (message == null) {
        throwIf(context.failureFor(source));
      }
      return message;
    } finally {
      progress.exit();
    }
  }

  MatchedMessage awaitAndTake(int source, int tag) {
    progress.enter();
    try {
      MatchedMessage[] message = {engine.matchProbe(context, source, tag)};
      if (message[0] == null) {
        // Evaluated again after it has held: it must not take a second message.
        progress.awaitUntil(
            () ->
                message[0] != null
                    || (message[0] = engine.matchProbe(context, source, tag)) != null
                    || context.failureFor(source) != null);
      }
      if (message[0] == null) {
        throwIf(context.failureFor(source));
      }
      return message[0];
    } finally {
      progress.exit();
    }
  }

  private static void throwIf(EngineException error) {
    if (error != null) {
      throw error;
    }
  }
}
