/**
 * Archives of loaded classes (JEP 350), which let a JVM start in half the time: one for {@code
 * jmpirun} and its agents, one for ranks, both made from a short job. {@link
 * org.jmpi.launcher.archive.ClassArchives} knows where they are; {@link
 * org.jmpi.launcher.archive.ArchiveMaker} makes them. The JVM itself checks whether an archive fits
 * it and the class path, and goes without where it does not.
 */
package org.jmpi.launcher.archive;
