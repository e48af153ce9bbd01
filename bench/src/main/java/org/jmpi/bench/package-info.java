/**
 * What measures the house: programs that print figures beside those of a yardstick. Each checks its
 * data, states its environment, and prints percentiles. May know everything; nothing may know it.
 */
package org.jmpi.bench;
