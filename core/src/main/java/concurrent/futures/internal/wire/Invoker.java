package concurrent.futures.internal.wire;

import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls one method, or constructor, with objects, by a class that is made for it: in a fresh JVM
 * that takes half a millisecond, while a lambda, a method handle, or since JDK 18 reflection takes
 * several. Nobody sees that class: it is a hidden one, as those of lambdas are.
 */
public final class Invoker {
  /** Those of the program's class path, by class, name and type. */
  private static final Map<String, Invoker> MADE = new ConcurrentHashMap<>();

  private final Function<Object[], Object> code;
  private final Class<?>[] types; // the receiver's first, if it has one
  private final boolean receives;
  private final boolean overridable;

  private Invoker(
      Function<Object[], Object> code, Class<?>[] types, boolean receives, boolean overridable) {
    this.code = code;
    this.types = types;
    this.receives = receives;
    this.overridable = overridable;
  }

  /**
   * Returns what calls a method of a class on the program's class path; neither calls it nor
   * initializes its class.
   *
   * @param owner the name of the class that declares it
   * @param name what it is called, {@code <init>} for a constructor
   * @param type the descriptor of its type
   * @return the same for the same method; null if it can only be called in other ways, such as:
   *     inherited, of the JDK, which may look at who calls it, or in a module that is not open
   */
  public static @Nullable Invoker of(String owner, String name, String type) {
    String key = owner.concat(".").concat(name).concat(type);
    Invoker known = MADE.get(key);
    if (known == null) {
      try {
        known = make(owner, name, type);
      } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
        return null;
      }
      if (known != null) {
        MADE.put(key, known);
      }
    }
    return known;
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Invoker make(String ownerName, String name, String descriptor)
      throws ReflectiveOperationException {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    Class<?> owner = Class.forName(ownerName, false, loader);
    if (owner.getClassLoader() != loader) {
      return null;
    }
    MethodType type = MethodType.fromMethodDescriptorString(descriptor, loader);
    Class<?>[] types = type.parameterArray();
    Executable code =
        name.equals("<init>")
            ? owner.getDeclaredConstructor(types)
            : owner.getDeclaredMethod(name, types);
    boolean bridged =
        code instanceof Method && ((Method) code).getReturnType() != type.returnType();
    if (bridged || !areSeenFrom(owner, types)) {
      return null;
    }
    boolean receives = code instanceof Method && !Modifier.isStatic(code.getModifiers());
    if (receives) {
      types = type.insertParameterTypes(0, owner).parameterArray();
    }
    Object[] made = new Object[1];
    Lookups.in(owner)
        .defineHiddenClassWithClassData(
            InvokerClass.bytes(code, types, descriptor), made, true, Lookup.ClassOption.NESTMATE);
    boolean overridable = receives && !Modifier.isPrivate(code.getModifiers());
    return new Invoker((Function<Object[], Object>) made[0], types, receives, overridable);
  }

  /** Whether the code of a class may name these. */
  private static boolean areSeenFrom(Class<?> owner, Class<?>[] types) {
    for (Class<?> type : types) {
      Class<?> element = type;
      while (element.isArray()) {
        element = element.getComponentType();
      }
      boolean near =
          element.getClassLoader() == owner.getClassLoader()
              && element.getPackageName().equals(owner.getPackageName());
      boolean seen =
          Modifier.isPublic(element.getModifiers())
              && element.getModule().isExported(element.getPackageName(), owner.getModule());
      if (!near && !seen) {
        return false;
      }
    }
    return true;
  }

  /** Whether the receiver's class may have another method instead. */
  public boolean isOverridable() {
    return overridable;
  }

  /** Whether these are what it takes, as they are. */
  public boolean takes(@Nullable Object[] values) {
    return fit(types, values) && !(receives && values[0] == null);
  }

  /**
   * Whether values are of these types, as they are.
   *
   * @param types one for each value
   * @param values any; for a number not null
   */
  public static boolean fit(Class<?>[] types, @Nullable Object[] values) {
    boolean fit = types.length == values.length;
    for (int i = 0; fit && i < types.length; i++) {
      Object value = values[i];
      fit =
          types[i].isPrimitive()
              ? value != null && InvokerClass.wrapperOf(types[i]) == value.getClass()
              : value == null || types[i].isInstance(value);
    }
    return fit;
  }

  /**
   * What calls it, with what it {@link #takes}, the receiver first, if it has one; returns what it
   * returns, null for nothing, and throws what it throws, checked exceptions, too.
   */
  public Function<Object[], Object> code() {
    return code;
  }
}
