package concurrent.futures.internal.wire;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;

/** JDK serialization with class loaders, big arrays apart, and substitutes. For one value. */
final class ValueOutput extends ObjectOutputStream {
  private final ClassNames names;
  private final List<Object> bulk;

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

  /** Called once for each object: the stream remembers the answer for further references to it. */
  @Override
  protected Object replaceObject(Object value) throws IOException {
    if (value.getClass().isArray()) {
      return BulkToken.isBulk(value) ? tokenFor(value) : value;
    }
    if (value.getClass() == NullPointerException.class) {
      return Substitutes.withMessage((NullPointerException) value);
    }
    return value instanceof Serializable ? value : Substitutes.of(value);
  }

  private BulkToken tokenFor(Object array) {
    bulk.add(array);
    return new BulkToken(bulk.size() - 1);
  }
}
