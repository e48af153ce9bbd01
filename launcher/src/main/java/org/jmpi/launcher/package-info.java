/**
 * {@code jmpirun}: {@link org.jmpi.launcher.Main} reads the command line ({@code cli}) and runs the
 * job ({@code control}) through agents ({@code agent}); what they decide is in {@code core}, what
 * they say in {@code wire}; {@code rank} is the part that lives in the ranks; {@code archive} lets
 * their JVMs start faster.
 */
package org.jmpi.launcher;
