package concurrent.futures.internal.worker;

import concurrent.futures.internal.wire.ShippedClass;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands for one class loader of the parent JVM, and has the classes that that one has. */
final class ShippedLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final int number;
  private final Shipping shipping;

  ShippedLoader(int number, Shipping shipping) {
    super("parent-" + number, ClassLoader.getSystemClassLoader());
    this.number = number;
    this.shipping = shipping;
  }

  /** The loader's number in the parent. */
  int number() {
    return number;
  }

  /**
   * The parent says which loader defines a class. Number 0 stands for the program's own loader, and
   * so does as that one does: the class path here has the same classes, but not those that an agent
   * has added there.
   */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (number == 0 || name.startsWith("java.") || isLibrary(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      ShippedClass found = shipping.find(number, name);
      if (found == null) {
        return ofThisClassPath(name);
      }
      return define(name, found);
    }
  }

  /** What each JVM has itself. The command is a program that uses it, and comes from the parent. */
  private static boolean isLibrary(String name) {
    return name.startsWith("concurrent.futures.") && !name.startsWith("concurrent.futures.cli.");
  }

  private Class<?> ofThisClassPath(String name) throws ClassNotFoundException {
    try {
      return getParent().loadClass(name);
    } catch (ClassNotFoundException e) {
      throw missing(name);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    ShippedClass found = shipping.find(number, name);
    if (found == null) {
      throw missing(name);
    }
    return define(name, found);
  }

  private static ClassNotFoundException missing(String name) {
    return new ClassNotFoundException(
        name
            + ": neither the worker's class path nor the class loader that the task came from has"
            + " its class file; put it on the class path of the program that submits, and keep"
            + " class loaders open while their tasks run");
  }

  private Class<?> define(String name, ShippedClass found) throws ClassNotFoundException {
    byte[] bytes = found.bytes();
    if (bytes == null && found.definer() == number) { // of the parent's JDK; asking again is no use
      throw new ClassNotFoundException(
          name
              + ": the program that submits has it from its JDK, and Java "
              + System.getProperty("java.version")
              + " here does not; use the same Java, or values that both have");
    }
    if (bytes == null) {
      return shipping.loader(found.definer()).loadClass(name);
    }
    int dot = name.lastIndexOf('.');
    if (dot > 0 && getDefinedPackage(name.substring(0, dot)) == null) {
      try {
        definePackage(name.substring(0, dot), null, null, null, null, null, null, null);
      } catch (IllegalArgumentException e) {
        // another thread was faster
      }
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    List<URL> all = shipped(name);
    return all.isEmpty() ? null : all.get(0);
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    return Collections.enumeration(shipped(name));
  }

  private List<URL> shipped(String name) {
    List<URL> urls = new ArrayList<>();
    for (byte[] content : shipping.resources(number, name)) {
      try {
        urls.add(new URL("shipped", null, -1, "/" + name, new Handler(content)));
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException("not a name of a resource: " + name, e);
      }
    }
    return urls;
  }

  /** Opens what was shipped. */
  private static final class Handler extends URLStreamHandler {
    private final byte[] content;

    Handler(byte[] content) {
      this.content = content;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          return new ByteArrayInputStream(content);
        }

        @Override
        public long getContentLengthLong() {
          return content.length;
        }
      };
    }
  }
}
