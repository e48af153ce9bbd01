/**
 * Who is where: the {@link org.jmpi.topology.NetworkMap} says which host (agent) each process is
 * on; {@link org.jmpi.topology.Tiers} says how the members of one communicator lie on sites and
 * hosts, and {@link org.jmpi.topology.LinkRates} what the links between the sites do. May know
 * {@code job}.
 */
package org.jmpi.topology;
