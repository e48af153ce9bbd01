package org.jmpi.runtime;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmpi.job.Job;
import org.jmpi.net.local.LocalHub;

/**
 * Defines package {@code mpi} and the program's classes anew for one rank, so that statics are per
 * rank; the engine and libraries come from the parent, once. Knows which rank it stands for: {@link
 * Engine#start} asks it.
 */
final class RankLoader extends URLClassLoader {
  private static final String[] PARENT_FIRST = {
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "com.sun.",
    "org.jmpi.error.",
    "org.jmpi.job.",
    "org.jmpi.data.",
    "org.jmpi.net.",
    "org.jmpi.p2p.",
    "org.jmpi.coll.",
    "org.jmpi.comm.",
    "org.jmpi.fault.",
    "org.jmpi.topology.",
    "org.jmpi.runtime.",
    "org.jmpi.transport.",
    "org.jmpi.launcher.",
    "org.jmpi.recovery.",
    "io.netty.",
    "org.slf4j.",
    "org.junit.",
    "org.opentest4j.",
  };

  static {
    registerAsParallelCapable();
  }

  private final Job job;
  private final LocalHub hub;

  RankLoader(List<URL> programClassPath, ClassLoader parent, Job job, LocalHub hub) {
    super("rank " + job.self().index(), urls(programClassPath), parent);
    this.job = job;
    this.hub = hub;
  }

  Job job() {
    return job;
  }

  LocalHub hub() {
    return hub;
  }

  /** The rank that a class was defined for, or null when that is not an in-process rank. */
  static RankLoader of(ClassLoader loader) {
    for (ClassLoader at = loader; at != null; at = at.getParent()) {
      if (at instanceof RankLoader) {
        return (RankLoader) at;
      }
    }
    return null;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (isParentFirst(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> found = findLoadedClass(name);
      if (found == null) {
        try {
          found = findClass(name);
        } catch (ClassNotFoundException notInPath) {
          return super.loadClass(name, resolve);
        }
      }
      if (resolve) {
        resolveClass(found);
      }
      return found;
    }
  }

  @Override
  public URL getResource(String name) {
    URL own = findResource(name);
    return own != null ? own : super.getResource(name);
  }

  private static boolean isParentFirst(String name) {
    for (String prefix : PARENT_FIRST) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** The program's path, then this JVM's own, where package mpi is. */
  private static URL[] urls(List<URL> programClassPath) {
    List<URL> all = new ArrayList<>(programClassPath);
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        try {
          all.add(Path.of(entry).toUri().toURL());
        } catch (MalformedURLException e) {
          throw new IllegalArgumentException("bad class path entry " + entry, e);
        }
      }
    }
    return all.toArray(URL[]::new);
  }
}
