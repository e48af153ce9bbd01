package org.jmpi.transport.quic;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.SocketAddress;

/**
 * The last handler of the pipeline: gives a dial, which starts at the tail, to the codec that it is
 * meant for.
 */
final class DialRouter extends ChannelOutboundHandlerAdapter {
  private ChannelHandlerContext dialler;

  /** The codec that takes the dials made until this is called again. */
  void select(ChannelHandlerContext dialler) {
    this.dialler = dialler;
  }

  @Override
  public void connect(
      ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise)
      throws Exception {
    ((ChannelOutboundHandler) dialler.handler()).connect(dialler, remote, local, promise);
  }
}
