package concurrent.futures.internal.wire;

import java.io.IOException;
import java.io.InputStream;

/** Defines the nested classes of one test class anew, as a worker does with shipped classes. */
final class ChildLoader extends ClassLoader {
  private final String prefix;

  ChildLoader(Class<?> test) {
    super(test.getClassLoader());
    this.prefix = test.getName() + "$Shipped";
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(prefix)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
