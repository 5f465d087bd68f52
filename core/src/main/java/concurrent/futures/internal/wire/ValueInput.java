package concurrent.futures.internal.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ValueOutput} wrote. For one value. */
final class ValueInput extends ObjectInputStream {
  private final ClassNames names;
  private final List<Object> bulk;
  private @Nullable ClassNotFoundException missing;

  ValueInput(InputStream in, ClassNames names, List<Object> bulk) throws IOException {
    super(in);
    this.names = names;
    this.bulk = bulk;
    enableResolveObject(true);
  }

  /**
   * The first class that was not found. The stream reports it late, or as a ClassCastException of a
   * lambda that was not rebuilt.
   */
  @Nullable ClassNotFoundException missing() {
    return missing;
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description)
      throws IOException, ClassNotFoundException {
    int loader = readInt();
    String name = description.getName();
    int dimensions = name.lastIndexOf('[') + 1;
    if (dimensions == 0) {
      Class<?> primitive = primitive(name);
      return primitive != null ? primitive : resolve(loader, name);
    }
    if (name.charAt(dimensions) != 'L') {
      return Class.forName(name, false, null); // an array of primitives
    }
    Class<?> type = resolve(loader, name.substring(dimensions + 1, name.length() - 1));
    for (int i = 0; i < dimensions; i++) {
      type = type.arrayType();
    }
    return type;
  }

  @Override
  protected Class<?> resolveProxyClass(String[] interfaces)
      throws IOException, ClassNotFoundException {
    Class<?>[] types = new Class<?>[interfaces.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = resolve(readInt(), interfaces[i]);
    }
    return Proxy.newProxyInstance(commonLoader(types), types, (proxy, method, args) -> null)
        .getClass();
  }

  @Override
  protected Object resolveObject(Object value) throws IOException {
    if (!(value instanceof BulkToken token)) {
      return value;
    }
    if (token.index < 0 || token.index >= bulk.size()) {
      throw new InvalidObjectException(
          "array " + token.index + " of " + bulk.size() + " that came with the value");
    }
    return bulk.get(token.index);
  }

  private Class<?> resolve(int loader, String name) throws ClassNotFoundException {
    try {
      return names.resolve(loader, name);
    } catch (ClassNotFoundException e) {
      if (missing == null) {
        missing = e;
      }
      throw e;
    }
  }

  /** A loader that sees all interfaces: that of one of them. */
  private static @Nullable ClassLoader commonLoader(Class<?>[] types)
      throws ClassNotFoundException {
    for (Class<?> candidate : types) {
      ClassLoader loader = candidate.getClassLoader();
      boolean all = true;
      for (Class<?> type : types) {
        all &= isSeen(loader, type);
      }
      if (all) {
        return loader;
      }
    }
    throw new ClassNotFoundException(
        "a proxy class: no class loader of its " + types.length + " interfaces sees them all");
  }

  private static boolean isSeen(@Nullable ClassLoader loader, Class<?> type) {
    try {
      return Class.forName(type.getName(), false, loader) == type;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static @Nullable Class<?> primitive(String name) {
    switch (name) {
      case "boolean":
        return boolean.class;
      case "byte":
        return byte.class;
      case "char":
        return char.class;
      case "short":
        return short.class;
      case "int":
        return int.class;
      case "long":
        return long.class;
      case "float":
        return float.class;
      case "double":
        return double.class;
      default:
        return name.equals("void") ? void.class : null;
    }
  }
}
