/**
 * Failure knowledge and recovery above the engine's {@code fault} interface; cores without I/O,
 * clock or threads. May know {@code org.jmpi.fault}, {@code job} and {@code error}.
 *
 * <ul>
 *   <li>{@link org.jmpi.recovery.ConfirmingDetector} turns observations into verdicts.
 *   <li>{@link org.jmpi.recovery.UlfmRecovery} is the engine's {@link org.jmpi.fault.Recovery}: it
 *       reads messages ({@link org.jmpi.recovery.Wire}) and hands them to the core of their
 *       communicator ({@link org.jmpi.recovery.CommunicatorCore}); what the cores want done leaves
 *       by {@link org.jmpi.recovery.Outbox}.
 *   <li>{@link org.jmpi.recovery.Revocation} is a reliable broadcast over a ring with chords.
 *   <li>{@link org.jmpi.recovery.Agreement} is a uniform agreement over a tree that tolerates
 *       deaths at every step, {@link org.jmpi.recovery.FastExchange} its shortcut.
 * </ul>
 *
 * <p>There are no lambdas and no streams here: a repair is the first of its process, and a virtual
 * machine takes milliseconds to link the first of them, longer than the repair.
 *
 * <p>Meant to the letter of ULFM (User-Level Failure Mitigation, MPI Forum) as to what is revoked
 * and agreed; how is said, with sources, at each class.
 */
package org.jmpi.recovery;
