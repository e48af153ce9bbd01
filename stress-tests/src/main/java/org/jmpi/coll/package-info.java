/** Stress tests of the memory that collectives of one host share. */
package org.jmpi.coll;
