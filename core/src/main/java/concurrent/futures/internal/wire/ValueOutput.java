package concurrent.futures.internal.wire;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JDK serialization with class loaders, big arrays apart, and substitutes. For one value. */
final class ValueOutput extends ObjectOutputStream {
  private final ClassNames names;
  private final List<Object> bulk;

  /** The stream calls {@link #replaceObject} at every reference: the answer must be the same. */
  private @Nullable Map<Object, Object> replaced;

  ValueOutput(OutputStream out, ClassNames names, List<Object> bulk) throws IOException {
    super(out);
    this.names = names;
    this.bulk = bulk;
    enableReplaceObject(true);
  }

  @Override
  protected void annotateClass(Class<?> type) throws IOException {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    writeInt(element.isPrimitive() ? 0 : names.loaderOf(element));
  }

  @Override
  protected void annotateProxyClass(Class<?> type) throws IOException {
    for (Class<?> each : type.getInterfaces()) {
      writeInt(names.loaderOf(each));
    }
  }

  @Override
  protected Object replaceObject(Object value) throws IOException {
    boolean asItIs =
        value.getClass().isArray() ? !BulkToken.isBulk(value) : value instanceof Serializable;
    return asItIs ? value : replacement(value);
  }

  private Object replacement(Object value) throws IOException {
    if (replaced == null) {
      replaced = new IdentityHashMap<>();
    }
    Object replacement = replaced.get(value);
    if (replacement == null) {
      replacement = value.getClass().isArray() ? tokenFor(value) : Substitutes.of(value);
      replaced.put(value, replacement);
    } else if (replacement instanceof Parts parts && parts.open) {
      throw new InvalidClassException(
          value.getClass().getName(), "it refers to itself through what it holds");
    }
    return replacement;
  }

  private BulkToken tokenFor(Object array) {
    bulk.add(array);
    return new BulkToken(bulk.size() - 1);
  }
}
