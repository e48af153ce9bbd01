/**
 * What is known of failures. Observations come in (a peer cannot be reached, an agent has collected
 * an exit), verdicts go out: a {@link org.jmpi.fault.FailureDetector} decides what an observation
 * means. {@code ulfm-recovery} implements it. May know {@code job}.
 */
package org.jmpi.fault;
