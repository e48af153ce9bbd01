/**
 * Communicators and groups: a {@link org.jmpi.comm.Communicator} joins a group, a matching space
 * for messages and one for collectives, and makes new ones. Blocking calls drive progress
 * themselves. May know {@code p2p}, {@code coll}, {@code fault}, {@code data} and {@code error}.
 */
package org.jmpi.comm;
