package concurrent.futures.cli.function;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads the function's classes: those compiled in memory, then the user's class path. Of the
 * command itself it shows only the library and Jackson, so that a user's own version of anything
 * else wins.
 */
final class FunctionLoader extends URLClassLoader {
  private static final String LIBRARY = "concurrent.futures.";
  private static final String COMMAND = "concurrent.futures.cli.";
  private static final String JACKSON = "com.fasterxml.jackson.";

  private final FunctionCode code;

  FunctionLoader(FunctionCode code) {
    super(urls(code.classPath()), ClassLoader.getPlatformClassLoader());
    this.code = code;
  }

  /** What it loads. */
  FunctionCode code() {
    return code;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = code.classes().get(name);
    if (bytes != null) {
      return defineClass(name, bytes, 0, bytes.length);
    }
    if ((name.startsWith(LIBRARY) && !name.startsWith(COMMAND)) || name.startsWith(JACKSON)) {
      try {
        return Class.forName(name, false, FunctionLoader.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        return super.findClass(name); // a part of Jackson that the command does not have
      }
    }
    return super.findClass(name);
  }

  @Override
  public @Nullable URL findResource(String name) {
    String file = code.files().get(name);
    if (file == null) {
      return super.findResource(name);
    }
    try {
      return Path.of(file).toUri().toURL();
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  public Enumeration<URL> findResources(String name) throws IOException {
    URL file = code.files().containsKey(name) ? findResource(name) : null;
    List<URL> all = new ArrayList<>(Collections.list(super.findResources(name)));
    if (file != null) {
      all.add(0, file);
    }
    return Collections.enumeration(all);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    if (name.endsWith(".class")) {
      String className = name.substring(0, name.length() - 6).replace('/', '.');
      byte[] bytes = code.classes().get(className);
      if (bytes != null) {
        return new ByteArrayInputStream(bytes);
      }
    }
    return super.getResourceAsStream(name);
  }

  private static URL[] urls(List<String> classPath) {
    URL[] urls = new URL[classPath.size()];
    for (int i = 0; i < urls.length; i++) {
      try {
        urls[i] = Path.of(classPath.get(i)).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException(classPath.get(i), e);
      }
    }
    return urls;
  }
}
