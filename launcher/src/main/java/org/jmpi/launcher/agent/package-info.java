/**
 * One host's driver: starts processes and signals them, keeps the life-lines of the ranks, pumps
 * their output and input. {@link org.jmpi.launcher.agent.Agent} drives {@code core.AgentCore};
 * {@code jmpirun} uses it in its own process for its own host, {@link
 * org.jmpi.launcher.agent.AgentMain} is the same on another host, with standard input and output as
 * the channel. Knows {@code core}, {@code wire} and {@code output}.
 */
package org.jmpi.launcher.agent;
