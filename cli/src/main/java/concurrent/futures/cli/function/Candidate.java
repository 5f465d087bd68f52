package concurrent.futures.cli.function;

import concurrent.futures.cli.input.InputFormat;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A method of the function's classes, and whether it can be applied to records.
 *
 * @param method the method
 * @param argument what it wants as argument, null if it cannot be applied
 * @param problem why it cannot be applied, null if it can
 */
record Candidate(Method method, @Nullable Argument argument, @Nullable String problem) {
  /**
   * Looks at a method.
   *
   * @param named whether the user named it
   */
  static Candidate of(Method method, boolean named, @Nullable InputFormat format, boolean batch) {
    Class<?> type = method.getDeclaringClass();
    boolean isStatic = Modifier.isStatic(method.getModifiers());
    if (!isStatic && noArgConstructor(type) == null) {
      return refused(
          method,
          "is not static, and " + type.getSimpleName() + " has no constructor without parameters");
    }
    if (Modifier.isAbstract(method.getModifiers())) {
      return refused(method, "is abstract");
    }
    Type[] parameters = method.getGenericParameterTypes();
    if (parameters.length == 0) {
      return refused(method, "takes no argument");
    }
    boolean index =
        parameters.length == 2 && (parameters[1] == long.class || parameters[1] == Long.class);
    if (parameters.length > 2 || (parameters.length == 2 && !index)) {
      return refused(method, "takes more than a record and its index (a long)");
    }
    Argument argument = Argument.of(parameters[0], named, format, batch);
    if (argument == null) {
      return refused(
          method,
          batch
              ? "does not take the List<String> that --batch gives"
              : parameters[0].getTypeName().startsWith("java.util.List")
                  ? "takes a list, which needs --batch N"
                  : "takes a " + simple(parameters[0]) + ", which no line can become");
    }
    return new Candidate(method, argument, null);
  }

  /** True if it may be chosen though nobody named it. */
  boolean offered() {
    int modifiers = method.getModifiers();
    return problem == null
        && !Modifier.isPrivate(modifiers)
        && (Modifier.isStatic(modifiers) || !isLifecycle());
  }

  /** {@code count(String)}. */
  String show() {
    StringBuilder text = new StringBuilder(method.getName()).append('(');
    appendTypes(text, ", ");
    return text.append(')').toString();
  }

  /** True if a name, with types in parentheses or without, means this method. */
  boolean isNamed(String name) {
    int parenthesis = name.indexOf('(');
    if (parenthesis < 0) {
      return method.getName().equals(name);
    }
    StringBuilder types = new StringBuilder();
    appendTypes(types, ",");
    return method.getName().equals(name.substring(0, parenthesis))
        && name.substring(parenthesis).replace(" ", "").equals("(" + types + ")");
  }

  /** The constructor without parameters, null if there is none that may be used. */
  static @Nullable Constructor<?> noArgConstructor(Class<?> type) {
    if (Modifier.isAbstract(type.getModifiers())
        || type.isEnum()
        || (type.isMemberClass() && !Modifier.isStatic(type.getModifiers()))) {
      return null;
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 0 && !Modifier.isPrivate(constructor.getModifiers())) {
        return constructor;
      }
    }
    return null;
  }

  /** A type's name without packages. */
  static String simple(Type type) {
    return type.getTypeName().replaceAll("[\\w.]+[.$]", "");
  }

  private boolean isLifecycle() {
    String name = method.getName();
    return name.equals("init") || name.equals("close") || name.equals("equals");
  }

  private void appendTypes(StringBuilder text, String separator) {
    Type[] types = method.getGenericParameterTypes();
    for (int i = 0; i < types.length; i++) {
      text.append(i == 0 ? "" : separator).append(simple(types[i]).replace(", ", ","));
    }
  }

  private static Candidate refused(Method method, String problem) {
    return new Candidate(method, null, problem);
  }
}
