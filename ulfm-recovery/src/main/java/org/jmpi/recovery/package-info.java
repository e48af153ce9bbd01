/**
 * Failure knowledge and recovery above the engine's {@code fault} interface. {@link
 * org.jmpi.recovery.ConfirmingDetector} turns observations into verdicts. May know {@code
 * org.jmpi.fault}, {@code job} and {@code error}.
 */
package org.jmpi.recovery;
