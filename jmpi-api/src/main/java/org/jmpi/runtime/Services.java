package org.jmpi.runtime;

import java.util.Optional;
import java.util.ServiceLoader;

/** Finds the provider of a service. */
final class Services {
  private Services() {}

  /**
   * The first provider that the engine's class loader sees. The usual one is tried by its name: to
   * read the lists of all jars takes a starting process 10 ms.
   */
  static <S> Optional<S> first(Class<S> service, String usual) {
    ClassLoader loader = Services.class.getClassLoader();
    try {
      return Optional.of(
          Class.forName(usual, true, loader)
              .asSubclass(service)
              .getDeclaredConstructor()
              .newInstance());
    } catch (ReflectiveOperationException | ClassCastException e) {
      return ServiceLoader.load(service, loader).findFirst();
    }
  }
}
