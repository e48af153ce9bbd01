/**
 * The tables of cases, one class for each family of calls. A case is run by all members of a
 * communicator; it computes what must come from ranks and indices alone.
 */
package conformance.suite.cases;
