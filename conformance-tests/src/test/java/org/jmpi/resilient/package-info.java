/** What tests of the recovery helpers do that programs cannot. */
package org.jmpi.resilient;
