/**
 * What fault tolerance costs, by the calls that only this library has. Data go out as rows of
 * figures on standard output, which {@code tools/bench-recovery} puts together.
 */
package org.jmpi.bench.recovery;
