package concurrent.futures.internal.process;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a jshell session that a lambda uses, directly or through the session's methods.
 * They are static fields of the session's classes, so the lambda does not capture them, and in a
 * worker they would silently have their default values. So they travel with each call.
 */
public final class ShellVariables {
  /** None. */
  public static final ShellVariables NONE = new ShellVariables(null, List.of(), Map.of());

  private static final String PREFIX = "REPL.$JShell$";

  private final @Nullable ClassLoader loader;
  private final List<Field> fields;
  private final Map<String, byte[]> code;

  private ShellVariables(
      @Nullable ClassLoader loader, List<Field> fields, Map<String, byte[]> code) {
    this.loader = loader;
    this.fields = fields;
    this.code = code;
  }

  /** True if a class belongs to a shell session. */
  public static boolean concern(String className) {
    return className.startsWith(PREFIX);
  }

  /**
   * The variables that a method of a session uses, and what it calls.
   *
   * @param loader the session's
   * @param className the class that has the method
   * @param method its name and type, such as {@code twice(I)I}
   */
  public static ShellVariables of(@Nullable ClassLoader loader, String className, String method) {
    return loader == null || !concern(className) ? NONE : find(loader, className, method);
  }

  /** The variables that a class uses which is declared in a session. */
  public static ShellVariables of(Class<?> type) {
    return of(type.getClassLoader(), type.getName(), "");
  }

  private static ShellVariables find(ClassLoader loader, String className, String method) {
    try {
      Search search = new Search(loader);
      search.add(className, method);
      return new ShellVariables(loader, search.run(), search.code);
    } catch (IOException | ReflectiveOperationException e) {
      return NONE; // the worker will say which class cannot be had
    }
  }

  /** Follows calls from method to method; classes that the user has declared are taken whole. */
  private static final class Search {
    private record Place(String className, String method) {}

    private final ClassLoader loader;
    private final Map<String, ClassFile> files = new HashMap<>();
    private final Map<String, byte[]> code = new HashMap<>();
    private final Set<Field> found = new LinkedHashSet<>();
    private final Set<Place> seen = new HashSet<>();
    private final Deque<Place> next = new ArrayDeque<>();

    Search(ClassLoader loader) {
      this.loader = loader;
    }

    void add(String className, String method) {
      boolean declared = className.indexOf('$', PREFIX.length()) > 0; // a snippet's has only two
      Place place = new Place(className, declared ? "" : method);
      if (seen.add(place)) {
        next.add(place);
      }
    }

    List<Field> run() throws IOException, ReflectiveOperationException {
      while (!next.isEmpty()) {
        Place place = next.remove();
        ClassFile file = file(place.className);
        Set<String> methods = place.method.isEmpty() ? file.methods() : Set.of(place.method);
        for (String method : methods) {
          for (ClassFile.Reference reference : file.referencesOf(method)) {
            follow(reference);
          }
        }
      }
      return List.copyOf(found);
    }

    private void follow(ClassFile.Reference to) throws ReflectiveOperationException {
      if (!concern(to.owner())) {
        return;
      }
      if (to.isField()) {
        addVariable(to);
      } else if (!to.name().isEmpty() || to.owner().indexOf('$', PREFIX.length()) > 0) {
        add(to.owner(), to.nameAndType());
      }
    }

    private void addVariable(ClassFile.Reference to) throws ReflectiveOperationException {
      Field field = Class.forName(to.owner(), false, loader).getDeclaredField(to.name());
      if (Modifier.isStatic(field.getModifiers()) && !Modifier.isFinal(field.getModifiers())) {
        field.setAccessible(true); // the class of a snippet is not public
        found.add(field);
      }
    }

    private ClassFile file(String className) throws IOException {
      ClassFile file = files.get(className);
      if (file == null) {
        byte[] bytes = ClassServer.bytesOf(loader, className);
        if (bytes == null) {
          throw new IOException("no class file of " + className);
        }
        file = ClassFile.parse(bytes);
        files.put(className, file);
        code.put(className, bytes);
      }
      return file;
    }
  }

  /** The loader of the session; null if there are none. */
  @Nullable ClassLoader loader() {
    return loader;
  }

  /** The classes of the session that are used, as they are now. */
  Map<String, byte[]> code() {
    return code;
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

  /** The variable's value now. */
  public @Nullable Object value(int i) {
    try {
      return fields.get(i).get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("the variable cannot be read: " + fields.get(i), e);
    }
  }

  /** Returns the values with those of the variables behind them. */
  public @Nullable Object[] appendedTo(@Nullable Object[] values) {
    if (fields.isEmpty()) {
      return values;
    }
    @Nullable Object[] all = Arrays.copyOf(values, values.length + fields.size());
    for (int i = 0; i < fields.size(); i++) {
      all[values.length + i] = value(i);
    }
    return all;
  }
}
