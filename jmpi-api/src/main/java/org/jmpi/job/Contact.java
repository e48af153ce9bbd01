package org.jmpi.job;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where a process can be dialled.
 *
 * @param id the process
 * @param addresses UDP addresses in order of preference
 */
public record Contact(ProcessId id, List<InetSocketAddress> addresses) {
  /** Copies the list. */
  public Contact {
    addresses = List.copyOf(addresses);
  }
}
