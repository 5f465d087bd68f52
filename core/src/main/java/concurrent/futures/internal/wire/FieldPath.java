package concurrent.futures.internal.wire;

import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shortest way from a value to an object that cannot be serialized. JDK serialization names
 * only the class; this walks the graph once more, after the failure, breadth first.
 */
final class FieldPath {
  private static final int MAX_OBJECTS = 100_000;
  private static final int MAX_KEY = 40;
  private static final String ROOT = "value";
  private static final String THIS = "`this` of the lambda";

  /** An object on the way, and how it is reached from the one before. */
  private record Step(Object object, @Nullable Step from, String label) {}

  private final Step last;

  private FieldPath(Step last) {
    this.last = last;
  }

  /** The way to the first object of a class, or null if none is found. Never throws. */
  static @Nullable FieldPath find(Object root, String className) {
    try {
      Step found = new Search(className).from(root);
      return found == null ? null : new FieldPath(found);
    } catch (Throwable t) {
      return null; // user code was in the way: the message then has no path
    }
  }

  Object culprit() {
    return last.object;
  }

  boolean isRoot() {
    return last.from == null;
  }

  boolean isLambda() {
    return isLambda(last.object);
  }

  private static boolean isLambda(Object object) {
    return object.getClass().getName().contains("$$Lambda");
  }

  /** Whether the object is there only because a lambda is written in one of its methods. */
  boolean isCapturedThis() {
    return last.label.startsWith(THIS);
  }

  /** The class of the object; for a lambda, the class that it is written in. */
  String className() {
    String name = last.object.getClass().getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda);
  }

  /** The whole way: {@code value → java.util.ArrayList[3] → com.acme.Foo.bar}. */
  String path() {
    StringBuilder path = new StringBuilder();
    for (Step step = last; step != null; step = step.from) {
      path.insert(0, step.from == null ? step.label : " → " + step.label);
    }
    return path.toString();
  }

  /** What serialization writes of a class: its fields, or what writeReplace() returns. */
  private record Shape(@Nullable Method writeReplace, List<Field> fields) {
    static Shape of(Class<?> type) {
      List<Field> fields = new ArrayList<>();
      for (Class<?> each = type; isWritten(each); each = each.getSuperclass()) {
        for (Field field : each.getDeclaredFields()) {
          if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0
              && !field.getType().isPrimitive()
              && field.trySetAccessible()) {
            fields.add(field);
          }
        }
      }
      return new Shape(writeReplaceOf(type), fields);
    }

    private static boolean isWritten(@Nullable Class<?> type) {
      return type != null && (Serializable.class.isAssignableFrom(type) || type.isRecord());
    }

    private static @Nullable Method writeReplaceOf(Class<?> type) {
      try {
        Method method = type.getDeclaredMethod("writeReplace");
        return method.trySetAccessible() ? method : null;
      } catch (NoSuchMethodException none) {
        return null;
      }
    }
  }

  private static final class Search {
    private final String className;
    private final ArrayDeque<Step> queue = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Class<?>, Shape> shapes = new HashMap<>();
    private int offered;

    Search(String className) {
      this.className = className;
    }

    @Nullable Step from(Object root) throws ReflectiveOperationException {
      add(root, null, ROOT);
      for (Step step = queue.poll(); step != null; step = queue.poll()) {
        if (step.object.getClass().getName().equals(className)) {
          return step;
        }
        expand(step);
      }
      return null;
    }

    private void add(@Nullable Object object, @Nullable Step from, String label) {
      offered++;
      if (object == null || isLeaf(object) || offered > MAX_OBJECTS || !seen.add(object)) {
        return;
      }
      queue.add(new Step(object, from, label));
    }

    private static boolean isLeaf(Object object) {
      return object instanceof String
          || object instanceof Number
          || object instanceof Enum<?>
          || object instanceof Class<?>;
    }

    private void expand(Step step) throws ReflectiveOperationException {
      Object object = step.object;
      String name = object.getClass().getName();
      if (object.getClass().isArray()) {
        expandArray(step);
      } else if (object instanceof Optional<?> optional) {
        add(optional.orElse(null), step, name + ".get()");
      } else if (object instanceof Collection<?> collection) {
        int i = 0;
        for (Object element : collection) {
          if (offered >= MAX_OBJECTS) {
            break;
          }
          add(element, step, name + "[" + i++ + "]");
        }
      } else if (object instanceof Map<?, ?> map) {
        expandMap(step, map);
      } else if (object instanceof Map.Entry<?, ?> entry) {
        add(entry.getKey(), step, name + ".getKey()");
        add(entry.getValue(), step, name + ".getValue()");
      } else if (object instanceof Throwable t) {
        add(t.getCause(), step, name + ".getCause()");
        for (Throwable suppressed : t.getSuppressed()) {
          add(suppressed, step, name + ".getSuppressed()");
        }
      }
      expandFields(step);
    }

    private void expandArray(Step step) {
      Class<?> element = step.object.getClass().getComponentType();
      int length = element.isPrimitive() ? 0 : Array.getLength(step.object);
      for (int i = 0; i < length && offered < MAX_OBJECTS; i++) {
        add(Array.get(step.object, i), step, element.getTypeName() + "[" + i + "]");
      }
    }

    private void expandMap(Step step, Map<?, ?> map) {
      String name = step.object.getClass().getName();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (offered >= MAX_OBJECTS) {
          break;
        }
        Object key = entry.getKey();
        boolean simple = key instanceof String || key instanceof Number || key instanceof Enum<?>;
        String text = simple ? key.toString() : "...";
        add(key, step, name + ".keySet()");
        add(
            entry.getValue(),
            step,
            name + ".get(" + (text.length() > MAX_KEY ? text.substring(0, MAX_KEY) : text) + ")");
      }
    }

    private void expandFields(Step step) throws ReflectiveOperationException {
      Shape shape = shapes.get(step.object.getClass());
      if (shape == null) {
        shape = Shape.of(step.object.getClass());
        shapes.put(step.object.getClass(), shape);
      }
      if (shape.writeReplace != null) {
        Object written = shape.writeReplace.invoke(step.object);
        if (written instanceof SerializedLambda lambda) {
          expandLambda(step, lambda);
        } else {
          add(written, step, step.object.getClass().getName() + ".writeReplace()");
        }
        return;
      }
      for (Field field : shape.fields) {
        String label = field.getDeclaringClass().getName() + "." + field.getName();
        add(field.get(step.object), step, label);
      }
    }

    private void expandLambda(Step step, SerializedLambda lambda) {
      String place = placeOf(lambda);
      boolean bound =
          lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
              && lambda.getImplMethodName().startsWith("lambda$");
      for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
        String label =
            bound && i == 0 ? THIS : "captured argument " + (bound ? i : i + 1) + " of the lambda";
        add(lambda.getCapturedArg(i), step, label + " at " + place);
      }
    }

    /** Class and method that the lambda stands in: {@code lambda$crawl$0} is written in crawl. */
    private static String placeOf(SerializedLambda lambda) {
      String type = lambda.getCapturingClass();
      String method = lambda.getImplMethodName();
      String[] parts = method.split("\\$", 3);
      return type.substring(type.lastIndexOf('/') + 1)
          + "."
          + (parts.length == 3 && parts[0].equals("lambda") ? parts[1] : method);
    }
  }
}
