package concurrent.futures.internal.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Field;

/** What sees the private code of the program. */
public final class Lookups {
  private Lookups() {}

  /**
   * Sees what a class sees.
   *
   * @throws IllegalAccessException if its module does not let us
   */
  public static Lookup in(Class<?> type) throws IllegalAccessException {
    return type.getModule().isNamed()
        ? Trusted.LOOKUP.in(type)
        : MethodHandles.privateLookupIn(type, MethodHandles.lookup());
  }

  /** Sees everything. */
  public static Lookup trusted() {
    return Trusted.LOOKUP;
  }

  /**
   * Sees what the code of a module sees. The command line opens java.lang.invoke only where there
   * are modules, since a JVM that is told to open a package takes 15 ms more to start.
   */
  private static final class Trusted {
    static final Lookup LOOKUP = lookup();

    private static Lookup lookup() {
      try {
        Field field = Lookup.class.getDeclaredField("IMPL_LOOKUP");
        field.setAccessible(true);
        return (Lookup) field.get(null);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }
}
