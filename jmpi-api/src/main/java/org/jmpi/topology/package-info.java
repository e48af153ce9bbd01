/**
 * Who is where: the {@link org.jmpi.topology.NetworkMap} says which host (agent) each process is
 * on. May know {@code job}.
 */
package org.jmpi.topology;
