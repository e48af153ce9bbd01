package org.jmpi.runtime;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jmpi.net.TransportProvider;

/**
 * Finds the transport between hosts: on the class path, or in the folder {@value #FOLDER} beside
 * the jar that the engine came from. What is in that folder is not on the class path because each
 * process of each job would open a dozen jars before it finds its main class; and so it cannot
 * clash with the program's own versions of the same libraries either.
 */
final class NetworkLibraries extends URLClassLoader {
  /** Beside the engine's jar. */
  static final String FOLDER = "quic";

  private static final String ENGINE = "org.jmpi.";
  private static final String TRANSPORTS = "org.jmpi.transport.";

  private final ClassLoader engine;

  private NetworkLibraries(URL[] jars, ClassLoader engine) {
    super("jmpi network libraries", jars, ClassLoader.getPlatformClassLoader());
    this.engine = engine;
  }

  /** The transport, or empty when its libraries are nowhere. */
  static Optional<TransportProvider> find() {
    ClassLoader engine = NetworkLibraries.class.getClassLoader();
    Optional<TransportProvider> onClassPath =
        ServiceLoader.load(TransportProvider.class, engine).findFirst();
    return onClassPath.isPresent() ? onClassPath : folder().flatMap(folder -> in(folder, engine));
  }

  /** The transport whose jars are in {@code folder}. */
  static Optional<TransportProvider> in(File folder, ClassLoader engine) {
    File[] jars = folder.listFiles((directory, name) -> name.endsWith(".jar"));
    if (jars == null || jars.length == 0) {
      return Optional.empty();
    }
    Arrays.sort(jars);
    URL[] urls = new URL[jars.length];
    try {
      for (int i = 0; i < jars.length; i++) {
        urls[i] = jars[i].toURI().toURL();
      }
    } catch (MalformedURLException e) {
      throw new IllegalStateException("cannot name the libraries in " + folder, e);
    }
    // Never closed: its classes serve until the process ends.
    ClassLoader loader = new NetworkLibraries(urls, engine);
    return ServiceLoader.load(TransportProvider.class, loader).findFirst();
  }

  private static Optional<File> folder() {
    CodeSource source = NetworkLibraries.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new File(new File(source.getLocation().toURI()).getParentFile(), FOLDER));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What a transport and the engine say to each other is made of the engine's own classes. */
  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    return name.startsWith(ENGINE) && !name.startsWith(TRANSPORTS)
        ? engine.loadClass(name)
        : super.findClass(name);
  }
}
