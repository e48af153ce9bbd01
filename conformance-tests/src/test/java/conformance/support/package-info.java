/** What the conformance tests stand on: cases that cite, memory of every kind, started jobs. */
package conformance.support;
