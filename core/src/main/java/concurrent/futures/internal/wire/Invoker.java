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
  /** Those of the program's class path, by class, name and type: no more than it has methods. */
  private static final Map<String, Invoker> MADE = new ConcurrentHashMap<>();

  /**
   * What methods of such a type take: to read a descriptor takes as long as all of a known call.
   */
  private static final Map<String, Class<?>[]> TYPES = new ConcurrentHashMap<>();

  private final Function<Object[], Object> code;
  private final Class<?>[] types; // of the objects; the receiver's first, if it has one
  private final boolean[] needed; // whether null will not do
  private final boolean overridable;

  private Invoker(
      Function<Object[], Object> code, Class<?>[] types, boolean[] needed, boolean overridable) {
    this.code = code;
    this.types = types;
    this.needed = needed;
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
   *     inherited, of another loader, as the JDK's methods may look at who calls them, or in a
   *     module that does not let us
   */
  public static @Nullable Invoker of(String owner, String name, String type) {
    String key = owner + "." + name + type;
    Invoker known = MADE.get(key);
    if (known == null) {
      try {
        known = make(owner, name, type);
      } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
        return null;
      }
      Invoker earlier = known == null ? null : MADE.putIfAbsent(key, known);
      known = earlier == null ? known : earlier;
    }
    return known;
  }

  /**
   * Returns what methods of a type take, as the program's class path has it.
   *
   * @param descriptor the type's descriptor
   * @return the types of the parameters, not to be changed
   * @throws TypeNotPresentException if one is not there
   */
  public static Class<?>[] typesOf(String descriptor) {
    Class<?>[] types = TYPES.get(descriptor);
    if (types == null) {
      types =
          MethodType.fromMethodDescriptorString(descriptor, ClassLoader.getSystemClassLoader())
              .parameterArray();
      TYPES.put(descriptor, types);
    }
    return types;
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Invoker make(String ownerName, String name, String descriptor)
      throws ReflectiveOperationException {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    Class<?> owner = Class.forName(ownerName, false, loader);
    if (owner.getClassLoader() != loader) {
      return null;
    }
    if (!InvokerClass.canName(ownerName + name + descriptor)) {
      return null;
    }
    MethodType type = MethodType.fromMethodDescriptorString(descriptor, loader);
    Class<?>[] types = type.parameterArray();
    Executable code =
        name.equals("<init>")
            ? owner.getDeclaredConstructor(types)
            : owner.getDeclaredMethod(name, types);
    if (code instanceof Method && ((Method) code).getReturnType() != type.returnType()) {
      return null; // there are two, such as: one is a bridge
    }
    boolean receives = code instanceof Method && !Modifier.isStatic(code.getModifiers());
    if (receives) {
      types = type.insertParameterTypes(0, owner).parameterArray();
    }
    Lookup lookup = Lookups.in(owner);
    boolean[] needed = new boolean[types.length];
    Class<?>[] boxes = new Class<?>[types.length];
    for (int i = 0; i < types.length; i++) {
      needed[i] = types[i].isPrimitive() || (receives && i == 0);
      boxes[i] =
          types[i].isPrimitive() ? InvokerClass.boxOf(types[i]) : lookup.accessClass(types[i]);
    }
    Object[] instance = new Object[1];
    lookup.defineHiddenClassWithClassData(
        InvokerClass.bytes(code, types, descriptor), instance, true, Lookup.ClassOption.NESTMATE);
    boolean overridable = receives && !Modifier.isPrivate(code.getModifiers());
    return new Invoker((Function<Object[], Object>) instance[0], boxes, needed, overridable);
  }

  /** Whether the receiver's class may have another method instead. */
  public boolean isOverridable() {
    return overridable;
  }

  /** Whether these are what it takes, as they are. */
  public boolean takes(@Nullable Object[] values) {
    boolean fit = types.length == values.length;
    for (int i = 0; fit && i < types.length; i++) {
      Object value = values[i];
      fit = value == null ? !needed[i] : types[i].isInstance(value);
    }
    return fit;
  }

  /**
   * What calls it, with what it {@link #takes}, the receiver first, if it has one; returns what it
   * returns, null for nothing, and throws what it throws, checked exceptions, too. Called by others
   * directly, so that no frame of this class is in the stack traces of tasks.
   */
  public Function<Object[], Object> code() {
    return code;
  }
}
