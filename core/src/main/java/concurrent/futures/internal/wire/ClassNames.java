package concurrent.futures.internal.wire;

/**
 * Who knows which class loader a class belongs to, on either side of a link. Asked about plain
 * classes and interfaces only, never about arrays or primitive types. The classes of the JDK and of
 * this library are the same on both sides: each JVM resolves them to its own.
 */
public interface ClassNames {
  /**
   * The number under which both sides know the class loader of a class.
   *
   * @param type the class
   * @return the number
   */
  int loaderOf(Class<?> type);

  /**
   * The class of a name, as the class loader of a number sees it.
   *
   * @param loader the number that {@link #loaderOf} gave on the other side
   * @param name the binary name, as {@link Class#getName()} gives it
   * @return the class
   * @throws ClassNotFoundException if there is none
   */
  Class<?> resolve(int loader, String name) throws ClassNotFoundException;
}
