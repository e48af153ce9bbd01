/**
 * What the memory model allows of the ring between two processes and of the hand-shake between one
 * that goes to sleep and one that publishes, tried out by jcstress. Each test names the outcomes
 * that would be a message torn, seen before it was there, or a sleeper nobody wakes.
 */
package org.jmpi.net.local;
