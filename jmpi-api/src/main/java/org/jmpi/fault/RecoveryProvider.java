package org.jmpi.fault;

/** Found by {@link java.util.ServiceLoader}. */
public interface RecoveryProvider {
  /** Makes the protocols of process {@code self}. */
  Recovery create(int self, Recovery.Port port);
}
