package concurrent.futures.internal.process;

import concurrent.futures.internal.process.ClassFile.Field;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a jshell session that a lambda uses, directly or through the session's methods.
 * They are static fields of the session's classes, so the lambda does not capture them, and in a
 * worker they would silently have their default values. So they travel with each call.
 */
public final class ShellVariables {
  /** None. */
  public static final ShellVariables NONE = new ShellVariables(List.of());

  private static final String PREFIX = "REPL.$JShell$";

  private final List<java.lang.reflect.Field> fields;

  private ShellVariables(List<java.lang.reflect.Field> fields) {
    this.fields = fields;
  }

  /** True if a class belongs to a shell session. */
  public static boolean concern(String className) {
    return className.startsWith(PREFIX);
  }

  /** The variables that the code of a class uses. */
  public static ShellVariables of(Class<?> function, String className) {
    ClassLoader loader = function.getClassLoader();
    if (!concern(className) || loader == null) {
      return NONE;
    }
    try {
      return new ShellVariables(find(loader, className));
    } catch (IOException | ReflectiveOperationException e) {
      return NONE; // the worker will say which class cannot be had
    }
  }

  private static List<java.lang.reflect.Field> find(ClassLoader loader, String first)
      throws IOException, ReflectiveOperationException {
    List<java.lang.reflect.Field> found = new ArrayList<>();
    Set<Field> seenFields = new HashSet<>();
    Set<String> seen = new HashSet<>(Set.of(first));
    Deque<String> next = new ArrayDeque<>(seen);
    while (!next.isEmpty()) {
      byte[] bytes = ClassServer.bytesOf(loader, next.poll());
      if (bytes == null) {
        continue;
      }
      ClassFile file = ClassFile.parse(bytes);
      for (Field field : file.fields()) {
        if (concern(field.owner()) && seenFields.add(field)) {
          java.lang.reflect.Field declared =
              Class.forName(field.owner(), false, loader).getField(field.name());
          if (Modifier.isStatic(declared.getModifiers())
              && !Modifier.isFinal(declared.getModifiers())) {
            found.add(declared);
          }
        }
      }
      for (String named : file.classes()) {
        if (concern(named) && seen.add(named)) {
          next.add(named);
        }
      }
    }
    return found;
  }

  /** How many. */
  public int size() {
    return fields.size();
  }

  /** The class that declares a variable. */
  public String owner(int i) {
    return fields.get(i).getDeclaringClass().getName();
  }

  /** The variable's name. */
  public String name(int i) {
    return fields.get(i).getName();
  }

  /** Returns the values with those of the variables behind them. */
  public @Nullable Object[] appendedTo(@Nullable Object[] values) {
    if (fields.isEmpty()) {
      return values;
    }
    @Nullable Object[] all = java.util.Arrays.copyOf(values, values.length + fields.size());
    for (int i = 0; i < fields.size(); i++) {
      try {
        all[values.length + i] = fields.get(i).get(null);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("the variable cannot be read: " + fields.get(i), e);
      }
    }
    return all;
  }
}
