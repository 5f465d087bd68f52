package concurrent.futures.internal.wire;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Calls of methods by handles. Since JDK 18 reflection makes handles, too, and the first one for a
 * method of its type costs milliseconds, as classes are made for it: a spare makes it ahead.
 */
public final class Handles {
  /** Whether the first calls by reflection need no handle: they go by native code. */
  public static final boolean NATIVE_REFLECTION =
      Runtime.version().feature() < 18 || Boolean.getBoolean("jdk.reflect.useNativeAccessorOnly");

  /** What was made for a handle may go with the last one of its type. */
  private static final Queue<MethodHandle> PREPARED = new ConcurrentLinkedQueue<>();

  private Handles() {}

  /**
   * Makes what a call of a method on the class path needs, but neither calls it nor initializes its
   * class.
   *
   * @param owner its class
   * @param nameAndType what it is called, and the descriptor of its type
   * @throws ReflectiveOperationException if there is none, or its class is in a module that does
   *     not open the package
   */
  public static void prepare(Class<?> owner, String nameAndType)
      throws ReflectiveOperationException {
    if (NATIVE_REFLECTION) {
      return;
    }
    int split = nameAndType.indexOf('(');
    String name = nameAndType.substring(0, split);
    MethodType type =
        MethodType.fromMethodDescriptorString(nameAndType.substring(split), owner.getClassLoader());
    Executable code =
        name.equals("<init>")
            ? owner.getDeclaredConstructor(type.parameterArray())
            : owner.getDeclaredMethod(name, type.parameterArray());
    MethodHandle handle = of(MethodHandles.privateLookupIn(owner, MethodHandles.lookup()), code);
    MethodHandles.spreadInvoker(handle.type(), 0); // as the call will
    PREPARED.add(handle);
  }

  /**
   * Returns a handle that takes and gives objects.
   *
   * @param lookup sees the method
   * @param code the method, or a constructor. Is its class not initialized, more is made by the
   *     first call of the handle
   * @return the handle
   * @throws IllegalAccessException if it does not see it
   */
  public static MethodHandle of(MethodHandles.Lookup lookup, Executable code)
      throws IllegalAccessException {
    MethodHandle handle =
        code instanceof Method
            ? lookup.unreflect((Method) code)
            : lookup.unreflectConstructor((Constructor<?>) code);
    MethodHandle fixed = handle.asFixedArity();
    return fixed.asType(fixed.type().generic());
  }
}
