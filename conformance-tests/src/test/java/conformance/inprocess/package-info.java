/** Cases that run on in-process ranks: one class for each chapter of the standard. */
package conformance.inprocess;
