/**
 * The messages between a rank, its agent and {@code jmpirun}: length-prefixed frames, every field
 * bounded and checked ({@code docs/launcher-protocol.md}). No I/O: bytes come in and go out as
 * arrays and buffers. Knows only {@code org.jmpi.job}. Used in the start path of every rank,
 * therefore small and without libraries.
 */
package org.jmpi.launcher.wire;
