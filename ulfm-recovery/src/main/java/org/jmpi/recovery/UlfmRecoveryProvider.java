package org.jmpi.recovery;

import org.jmpi.fault.Recovery;
import org.jmpi.fault.RecoveryProvider;

/** Makes the recovery protocols of a process. */
public final class UlfmRecoveryProvider implements RecoveryProvider {
  /** For the service loader. */
  public UlfmRecoveryProvider() {}

  @Override
  public Recovery create(int self, Recovery.Port port) {
    return new UlfmRecovery(self, port, new Rules());
  }
}
