/**
 * The protocol cores of the launcher: what an agent and {@code jmpirun} decide, without I/O,
 * threads or a clock. Events come in as method calls with the time, actions go out through an
 * interface. Knows {@code wire} and {@code org.jmpi.job}; driven by {@code agent} and {@code
 * control}.
 */
package org.jmpi.launcher.core;
