/**
 * Runs the suite on 1 to 8 ranks over each transport, adds which members of the two dialects the
 * library has and which of them the cases use, prints the table and writes it down: {@link
 * conformance.report.Conformance}.
 */
package conformance.report;
