package org.jmpi.launcher.cli;

/**
 * A host that was asked for.
 *
 * @param name as given
 * @param slots how many ranks it takes before the next host's turn
 */
record Host(String name, int slots) {}
