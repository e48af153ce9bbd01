/**
 * What ranks print: put together line by line so that lines of different ranks never mix, prefixed,
 * written to the terminal and to files. {@link org.jmpi.launcher.output.LineMux} decides, {@link
 * org.jmpi.launcher.output.Output} writes. Knows nothing else of the launcher.
 */
package org.jmpi.launcher.output;
