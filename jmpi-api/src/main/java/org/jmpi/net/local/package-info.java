/**
 * Links without a network: to the process itself and between ranks in one JVM. A {@link
 * org.jmpi.net.local.Ring} carries records from one producer to one consumer; {@link
 * org.jmpi.net.local.LocalHub} joins the ranks of a JVM.
 */
package org.jmpi.net.local;
