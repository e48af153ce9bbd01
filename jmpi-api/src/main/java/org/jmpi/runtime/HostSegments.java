package org.jmpi.runtime;

import java.nio.ByteBuffer;
import org.jmpi.coll.HostMemory;
import org.jmpi.net.local.LocalTransport;

/** Memory for collectives, where the rings lie too. */
final class HostSegments implements HostMemory {
  private final LocalTransport local;
  private final Routes routes;

  HostSegments(LocalTransport local, Routes routes) {
    this.local = local;
    this.routes = routes;
  }

  @Override
  public boolean isSharedBy(int[] processes) {
    for (int process : processes) {
      if (!routes.sharesMemory(process)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public ByteBuffer create(long name, int lengthBytes) {
    return local.createSegment(name, lengthBytes);
  }

  @Override
  public ByteBuffer open(long name, int lengthBytes) {
    return local.openSegment(name, lengthBytes);
  }

  @Override
  public void unlink(long name) {
    local.unlinkSegment(name);
  }

  @Override
  public void wake(int process) {
    local.wake(process);
  }
}
