package concurrent.futures.contract;

import java.io.IOException;
import java.io.Serializable;

/** Calls that tests submit. All static, so that nothing of a test travels with them. */
public final class Tasks {
  private Tasks() {}

  public static int power(int base, int exponent) {
    int result = 1;
    for (int i = 0; i < exponent; i++) {
      result *= base;
    }
    return result;
  }

  public static int square(int n) {
    return n * n;
  }

  public static <T> T identity(T value) {
    return value;
  }

  /** Returns nothing. */
  public static void count(Counter counter) {
    counter.increment();
  }

  /**
   * Throws what it is given. Call it in a lambda: javac (17) mixes up serialized method references
   * to one method whose argument types differ, when they are read back (JDK-8208752).
   */
  public static <T> T raise(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }

  /** A number, or an exception for the bad one. */
  public static int squareUnless(int bad, int n) throws IOException {
    if (n == bad) {
      throw new IOException("bad element " + n);
    }
    return n * n;
  }

  /** An exception with a field, and an identity of its own. */
  public static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    public Crash(int code) {
      super("crashed with " + code);
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  /** A value with an identity. */
  public record Page(int number) implements Serializable {}
}
