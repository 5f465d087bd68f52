package concurrent.futures.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * How values travel of which there is only a handle to be sent: those of {@code SharedMemory},
 * which is part of the API above, and so known by its name only. It registers its form here when it
 * is loaded: who has none of it does not load it.
 */
public abstract class HandleForm {
  private static final String TYPE = "concurrent.futures.SharedMemory";

  private static volatile @Nullable HandleForm registered;

  /** For subclasses. */
  protected HandleForm() {}

  /** From now on this is how such values are written and read. */
  public static void register(HandleForm form) {
    registered = form;
  }

  /** Appends the handle of a value; false, and appends nothing, if it has none. */
  protected abstract boolean tryWrite(WireOutput out, Object value);

  /**
   * Reads what {@link #tryWrite} wrote. Runs no foreign code; may open a file, and no interrupt
   * disturbs that.
   */
  protected abstract Object read(WireInput in) throws WireFormatException;

  static boolean tryWriteHandle(WireOutput out, Object value) {
    HandleForm form = registered;
    return form != null && form.tryWrite(out, value);
  }

  static Object readHandle(WireInput in) throws WireFormatException {
    HandleForm form = registered;
    if (form == null) {
      try {
        Class.forName(TYPE, true, HandleForm.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw in.malformed(TYPE + " is missing");
      }
      form = registered;
    }
    if (form == null) {
      throw in.malformed("a handle that nobody can read");
    }
    return form.read(in);
  }
}
