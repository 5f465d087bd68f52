package concurrent.futures.internal.wire;

import java.io.InvalidClassException;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A value that is not Serializable, taken apart: its class and what it is made of. As with every
 * object that serialization rebuilds in the end, what it holds cannot refer back to it.
 */
final class Parts implements Serializable {
  private static final long serialVersionUID = 1;

  private final Class<?> type;

  @SuppressWarnings("serial") // whatever the value holds; what cannot travel is reported
  private final @Nullable Object[] values;

  private Parts(Class<?> type, @Nullable Object... values) {
    this.type = type;
    this.values = values;
  }

  static Parts of(Path path) {
    return new Parts(Path.class, path.toString());
  }

  static Parts of(Optional<?> optional) {
    return new Parts(Optional.class, new @Nullable Object[] {optional.orElse(null)});
  }

  static Parts of(OptionalInt optional) {
    return optional.isPresent()
        ? new Parts(OptionalInt.class, optional.getAsInt())
        : new Parts(OptionalInt.class);
  }

  static Parts of(OptionalLong optional) {
    return optional.isPresent()
        ? new Parts(OptionalLong.class, optional.getAsLong())
        : new Parts(OptionalLong.class);
  }

  static Parts of(OptionalDouble optional) {
    return optional.isPresent()
        ? new Parts(OptionalDouble.class, optional.getAsDouble())
        : new Parts(OptionalDouble.class);
  }

  static Parts of(Record value) throws InvalidClassException {
    Class<?> type = value.getClass();
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    try {
      for (int i = 0; i < values.length; i++) {
        Field field = type.getDeclaredField(components[i].getName());
        field.setAccessible(true);
        values[i] = field.get(value);
      }
    } catch (ReflectiveOperationException | InaccessibleObjectException refused) {
      throw closed(type, refused);
    }
    return new Parts(type, values);
  }

  private @Nullable Object readResolve() throws ObjectStreamException {
    if (type == Path.class) {
      return Path.of((String) first());
    } else if (type == Optional.class) {
      return Optional.ofNullable(values[0]);
    } else if (type == OptionalInt.class) {
      return values.length == 0 ? OptionalInt.empty() : OptionalInt.of((Integer) first());
    } else if (type == OptionalLong.class) {
      return values.length == 0 ? OptionalLong.empty() : OptionalLong.of((Long) first());
    } else if (type == OptionalDouble.class) {
      return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of((Double) first());
    }
    return newRecord();
  }

  private Object first() throws InvalidClassException {
    Object value = values[0];
    if (value == null) {
      throw new InvalidClassException(type.getName(), "its value is missing");
    }
    return value;
  }

  private Object newRecord() throws InvalidClassException {
    RecordComponent[] components = type.getRecordComponents(); // null if it is no record
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return canonical.newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable own = e.getTargetException(); // such a constructor declares no checked exceptions
      if (own instanceof Error error) {
        throw error;
      }
      throw own instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(own);
    } catch (ReflectiveOperationException | InaccessibleObjectException refused) {
      throw closed(type, refused);
    }
  }

  private static InvalidClassException closed(Class<?> type, Exception refused) {
    InvalidClassException e =
        new InvalidClassException(
            type.getName(),
            "this record is not Serializable, and its components cannot be reached; let it implement"
                + " Serializable, or open its package to the module concurrent.futures");
    e.initCause(refused);
    return e;
  }
}
