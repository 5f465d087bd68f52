package concurrent.futures.internal.process;

import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers what workers ask for: the bytes of classes and resources, as the loaders of this JVM have
 * them. With a class goes what it surely needs: classes that it names and that the same loader has
 * by itself, and theirs, up to a limit.
 *
 * <pre>
 *   request  number, loader, resource or class, name
 *   answer   number, found, n, n × (name, bytes)
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
      if (resource) {
        List<byte[]> found = resources(loader, name);
        answer.writeVarint(found.size());
        found.forEach(bytes -> put(answer, name, bytes));
      } else {
        Map<String, byte[]> found = classes(loader, name);
        answer.writeVarint(found.size());
        found.forEach((className, bytes) -> put(answer, className, bytes));
      }
    } catch (Throwable t) { // a class loader is foreign code
      answer.reset();
      answer.writeVarint(number);
      answer.writeVarint(0);
    }
    return answer;
  }

  private static void put(WireOutput answer, String name, byte[] bytes) {
    answer.writeString(name);
    answer.writeVarint(bytes.length);
    answer.writeBytes(bytes, 0, bytes.length);
  }

  private static List<byte[]> resources(@Nullable ClassLoader loader, String name)
      throws IOException {
    List<byte[]> found = new ArrayList<>();
    if (loader != null) {
      for (URL url : Collections.list(loader.getResources(name))) {
        try (InputStream in = url.openStream()) {
          found.add(in.readAllBytes());
        }
      }
    }
    return found;
  }

  /** The class, and what goes with it; empty if there is none. */
  private static Map<String, byte[]> classes(@Nullable ClassLoader loader, String name)
      throws IOException {
    Map<String, byte[]> found = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>(Set.of(name));
    Deque<String> next = new ArrayDeque<>(seen);
    int size = 0;
    while (!next.isEmpty() && found.size() < MAX_CLASSES && size < MAX_BYTES) {
      String wanted = next.poll();
      byte[] bytes = loader == null ? null : bytesOf(loader, wanted);
      boolean asked = found.isEmpty();
      if (bytes == null) {
        if (asked) {
          return found;
        }
        continue;
      }
      if (asked || !isInherited(loader, wanted)) {
        found.put(wanted, bytes);
        size += bytes.length;
        if (loader != ClassLoader.getSystemClassLoader()) {
          for (String named : ClassFile.parse(bytes).classes()) {
            if (!named.startsWith("java.") && seen.add(named)) {
              next.add(named);
            }
          }
        }
      }
    }
    return found;
  }

  /** True if the loader has the class from its parent, whom the worker will ask first. */
  private static boolean isInherited(@Nullable ClassLoader loader, String name) {
    String file = fileOf(name);
    ClassLoader parent = loader == null ? null : loader.getParent();
    URL above = parent == null ? null : parent.getResource(file);
    return above != null;
  }

  static String fileOf(String name) {
    return name.replace('.', '/').concat(".class");
  }

  static byte @Nullable [] bytesOf(ClassLoader loader, String name) throws IOException {
    try (InputStream in = loader.getResourceAsStream(fileOf(name))) {
      return in == null ? null : in.readAllBytes();
    }
  }
}
