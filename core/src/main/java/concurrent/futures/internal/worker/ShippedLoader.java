package concurrent.futures.internal.worker;

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

/**
 * Stands for one class loader of the parent JVM: what the class path here does not have, it asks
 * for there.
 */
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

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = shipping.classBytes(number, name);
    if (bytes == null) {
      throw new ClassNotFoundException(
          name
              + ": neither the worker's class path nor the class loader that the task came from"
              + " has it; put it on the class path of the program that submits");
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
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
