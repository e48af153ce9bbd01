package org.jmpi.recovery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jmpi.fault.Failure;
import org.jmpi.fault.Failure.Certainty;
import org.jmpi.fault.FailureDetector;

/**
 * Certain word goes before suspicion: an exit that an agent has collected is a failure at once; a
 * peer that cannot be reached is one only when no certain word has come within a grace time. So the
 * error that a program sees names what really happened ("killed by signal 9") and not merely that
 * nothing was heard.
 */
final class ConfirmingDetector implements FailureDetector {
  private static final long NEVER = Long.MAX_VALUE;

  private final long graceNs;
  private final Listener listener;
  private final Set<Integer> failed = new HashSet<>();
  private final Map<Integer, Suspicion> suspicions = new HashMap<>();

  private record Suspicion(long deadlineNs, String reason) {}

  ConfirmingDetector(long graceNs, Listener listener) {
    this.graceNs = graceNs;
    this.listener = listener;
  }

  @Override
  public void onConfirmed(long nowNs, int process, String cause) {
    suspicions.remove(process);
    declare(process, cause, Certainty.CONFIRMED);
  }

  @Override
  public void onUnreachable(long nowNs, int process, String reason) {
    if (!failed.contains(process)) {
      suspicions.putIfAbsent(process, new Suspicion(nowNs + graceNs, reason));
    }
  }

  @Override
  public void onTime(long nowNs) {
    Iterator<Map.Entry<Integer, Suspicion>> each = suspicions.entrySet().iterator();
    Map<Integer, String> due = new HashMap<>();
    while (each.hasNext()) {
      Map.Entry<Integer, Suspicion> entry = each.next();
      if (entry.getValue().deadlineNs <= nowNs) {
        due.put(entry.getKey(), entry.getValue().reason);
        each.remove();
      }
    }
    for (Map.Entry<Integer, String> entry : due.entrySet()) {
      declare(entry.getKey(), entry.getValue(), Certainty.SUSPECTED);
    }
  }

  @Override
  public long nextTimeNs() {
    long next = NEVER;
    for (Suspicion suspicion : suspicions.values()) {
      next = Math.min(next, suspicion.deadlineNs);
    }
    return next;
  }

  private void declare(int process, String cause, Certainty certainty) {
    if (failed.add(process)) {
      listener.onFailure(new Failure(process, cause, certainty));
    }
  }
}
