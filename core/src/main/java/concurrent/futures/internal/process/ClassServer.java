package concurrent.futures.internal.process;

import concurrent.futures.internal.wire.ShippedClass;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers what one worker or member asks for: classes and resources, as the loaders of this JVM
 * have them. Whichever loader defines a class here is the one whose stand-in defines it there.
 *
 * <p>With a class goes what it needs, up to a limit: the classes that it names, and theirs. The
 * next answer goes on where this one has ended. Nothing goes twice, unless it is asked for again.
 *
 * <pre>
 *   request  number, loader, resource or class, name
 *   answer   number, n, n × class ({@link ShippedClass}), the one that was asked for first
 *            number, n, n × (length, bytes) of a resource
 * </pre>
 */
public final class ClassServer {
  private static final int MAX_CLASSES = 64;
  private static final int MAX_BYTES = 512 << 10;

  private final Loaders loaders;
  private final Set<Key> reached = new HashSet<>(); // sent, or about to be; guarded by this
  private final ArrayDeque<Key> next = new ArrayDeque<>(); // about to be sent; guarded by this

  private record Key(int loader, String name) {}

  /** A server for one worker or member. */
  public ClassServer(Loaders loaders) {
    this.loaders = loaders;
  }

  /** Answers a request. Runs code of class loaders, which may be the user's. */
  public WireOutput answer(WireInput request) throws WireFormatException {
    int number = request.readVarint();
    int loader = request.readVarint();
    boolean resource = request.readBoolean();
    String name = request.readText();
    WireOutput answer = new WireOutput(1 << 10);
    answer.writeVarint(number);
    try {
      if (resource) {
        writeResources(answer, loader, name);
      } else {
        List<ShippedClass> found = classes(new Key(loader, name));
        answer.writeVarint(found.size());
        found.forEach(each -> each.write(answer));
      }
    } catch (Throwable t) { // a class loader is foreign code
      answer.reset();
      answer.writeVarint(number);
      answer.writeVarint(0);
    }
    return answer;
  }

  private void writeResources(WireOutput answer, int number, String name) throws IOException {
    ClassLoader loader = loaders.loader(number);
    List<URL> urls = loader == null ? List.of() : Collections.list(loader.getResources(name));
    answer.writeVarint(urls.size());
    for (URL url : urls) {
      try (InputStream in = url.openStream()) {
        byte[] content = in.readAllBytes();
        answer.writeVarint(content.length);
        answer.writeBytes(content, 0, content.length);
      }
    }
  }

  /** The class, and what goes with it; empty if there is none. */
  private synchronized List<ShippedClass> classes(Key asked) throws IOException {
    List<ShippedClass> found = new ArrayList<>();
    ShippedClass first = find(asked);
    if (first == null) {
      return found;
    }
    reached.add(asked);
    next.remove(asked);
    List<Key> before = List.copyOf(next); // what this one needs goes first
    next.clear();
    found.add(first);
    reach(first);
    next.addAll(before);
    int size = first.size();
    for (int n = 1; !next.isEmpty() && n < MAX_CLASSES && size < MAX_BYTES; ) {
      ShippedClass also = tryFind(next.remove());
      if (also != null) {
        found.add(also);
        reach(also);
        n += also.bytes() == null ? 0 : 1;
        size += also.size();
      }
    }
    return found;
  }

  /** A class that nobody has asked for, and may never need: null, too, if a loader fails. */
  private @Nullable ShippedClass tryFind(Key key) {
    try {
      return find(key);
    } catch (IOException | RuntimeException e) {
      return null; // who needs it asks for it, and is told then
    }
  }

  /** What a class names is to follow it. */
  private void reach(ShippedClass from) throws IOException {
    byte[] bytes = from.bytes();
    if (bytes == null && from.definer() != 0) {
      reach(from.definer(), from.name());
    } else if (bytes != null && !loaders.isShared(loaders.loader(from.loader()))) {
      for (String named : ClassFile.parse(bytes).classes()) {
        reach(from.loader(), named);
      }
    }
  }

  private void reach(int loader, String name) {
    Key key = new Key(loader, name);
    if (!name.startsWith("java.") && reached.add(key)) {
      next.add(key);
    }
  }

  private @Nullable ShippedClass find(Key key) throws IOException {
    ClassLoader loader = loaders.loader(key.loader);
    if (loader == null) {
      return null;
    }
    Class<?> type;
    try {
      type = Class.forName(key.name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
    int definer = loaders.numberOf(type);
    if (!loaders.isShared(loader) && type.getClassLoader() != loader) {
      return new ShippedClass(key.loader, key.name, definer, null);
    }
    byte[] bytes = bytesOf(loader, key.name);
    if (bytes == null) {
      return null; // such as: of a loader that has been closed, or made at run time
    }
    loaders.shipped(definer, key.name, bytes);
    return new ShippedClass(key.loader, key.name, definer, bytes);
  }

  static String fileOf(String name) {
    return name.replace('.', '/').concat(".class");
  }

  /** The class file of a class that the loader defines. */
  static byte @Nullable [] bytesOf(ClassLoader loader, String name) throws IOException {
    String file = fileOf(name);
    ClassLoader parent = loader.getParent();
    if (loader instanceof URLClassLoader own
        && parent != null
        && parent.getResource(file) != null) {
      URL url = own.findResource(file); // its own one comes first for classes, maybe for them only
      if (url != null) {
        try (InputStream in = url.openStream()) {
          return in.readAllBytes();
        }
      }
    }
    try (InputStream in = loader.getResourceAsStream(file)) {
      return in == null ? null : in.readAllBytes();
    }
  }
}
