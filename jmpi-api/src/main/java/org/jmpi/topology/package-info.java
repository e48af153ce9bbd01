/**
 * Who is where and what is between: the {@link org.jmpi.topology.NetworkMap} says which host
 * (agent) and which site each process is on; {@link org.jmpi.topology.Tiers} says how the members
 * of one communicator lie on sites and hosts, and {@link org.jmpi.topology.LinkRates} what the
 * links between the sites do. May know {@code job}.
 */
package org.jmpi.topology;
