package concurrent.futures.internal.process;

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
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers what workers ask for: classes and resources, as the loaders of this JVM have them.
 * Whichever loader defines a class here is the one whose stand-in defines it there. With a class
 * goes what it surely needs: those that it names, and theirs, up to a limit.
 *
 * <pre>
 *   request  number, loader, resource or class, name
 *   answer   number, n, n × (name, loader that defines it, whether bytes follow, [bytes])
 * </pre>
 */
public final class ClassServer {
  private static final int MAX_CLASSES = 64;
  private static final int MAX_BYTES = 512 << 10;

  private final Loaders loaders;

  /** Creates a server. */
  public ClassServer(Loaders loaders) {
    this.loaders = loaders;
  }

  /** Answers a request. Runs code of class loaders, which may be the user's. */
  public WireOutput answer(WireInput request) throws WireFormatException {
    int number = request.readVarint();
    ClassLoader loader = loaders.loader(request.readVarint());
    boolean resource = request.readBoolean();
    String name = String.valueOf(request.readString());
    WireOutput answer = new WireOutput(1 << 10);
    answer.writeVarint(number);
    try {
      List<Item> found =
          loader == null ? List.of() : resource ? resources(loader, name) : classes(loader, name);
      answer.writeVarint(found.size());
      found.forEach(item -> item.write(answer));
    } catch (Throwable t) { // a class loader is foreign code
      answer.reset();
      answer.writeVarint(number);
      answer.writeVarint(0);
    }
    return answer;
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares two of these
  private record Item(String name, int loader, byte @Nullable [] bytes) {
    void write(WireOutput answer) {
      answer.writeString(name);
      answer.writeVarint(loader);
      answer.writeBoolean(bytes != null);
      if (bytes != null) {
        answer.writeVarint(bytes.length);
        answer.writeBytes(bytes, 0, bytes.length);
      }
    }
  }

  private static List<Item> resources(ClassLoader loader, String name) throws IOException {
    List<Item> found = new ArrayList<>();
    for (URL url : Collections.list(loader.getResources(name))) {
      try (InputStream in = url.openStream()) {
        found.add(new Item(name, 0, in.readAllBytes()));
      }
    }
    return found;
  }

  /** The class, and what goes with it; empty if there is none. */
  private List<Item> classes(ClassLoader loader, String name) throws IOException {
    List<Item> found = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(name));
    Deque<String> next = new ArrayDeque<>(seen);
    int most = loaders.isShared(loader) ? 1 : MAX_CLASSES;
    int size = 0;
    for (int n = 0; !next.isEmpty() && n < most && size < MAX_BYTES; ) {
      Item item = find(loader, next.remove());
      if (item == null && found.isEmpty()) {
        return found;
      } else if (item == null) {
        continue;
      }
      found.add(item);
      if (item.bytes != null) {
        n++;
        size += item.bytes.length;
        for (String named : ClassFile.parse(item.bytes).classes()) {
          if (!named.startsWith("java.") && seen.add(named)) {
            next.add(named);
          }
        }
      }
    }
    return found;
  }

  private @Nullable Item find(ClassLoader loader, String name) throws IOException {
    Class<?> type;
    try {
      type = Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      return null; // it may never be needed
    }
    int definer = loaders.numberOf(type);
    if (!loaders.isShared(loader) && type.getClassLoader() != loader) {
      return new Item(name, definer, null);
    }
    byte[] bytes = bytesOf(loader, name);
    if (bytes == null) {
      return null; // such as: of a loader that has been closed, or made at run time
    }
    loaders.shipped(definer, name, bytes);
    return new Item(name, definer, bytes);
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
