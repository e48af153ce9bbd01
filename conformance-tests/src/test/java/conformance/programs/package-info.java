/** Programs that the real jobs run. */
package conformance.programs;
