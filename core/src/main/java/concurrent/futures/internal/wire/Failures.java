package concurrent.futures.internal.wire;

import java.io.InvalidClassException;
import java.io.NotSerializableException;
import org.jspecify.annotations.Nullable;

/** Makes of what serialization threw an exception that says what is wrong and what helps. */
final class Failures {
  private static final String ENCODING = "cannot be serialized: ";
  private static final String DECODING = "cannot be deserialized: ";

  private Failures() {}

  /** Throws an error after which this JVM, or this thread, is not to be trusted with anything. */
  static void passFatal(Throwable t) {
    if (t instanceof VirtualMachineError fatal && !(t instanceof StackOverflowError)) {
      throw fatal;
    }
    if (t instanceof ThreadDeath death) {
      throw death;
    }
  }

  static EncodeException tooBig(Limits limits, @Nullable Throwable cause) {
    return new EncodeException(
        ENCODING
            + "it takes more than "
            + limits.maxBytes()
            + " bytes; raise maxPayload, send it in parts, or keep the data in primitive arrays of"
            + " 16 KiB or more, which do not count",
        "",
        cause);
  }

  static EncodeException encoding(Object value, Throwable thrown) {
    if (thrown instanceof StackOverflowError) {
      return new EncodeException(
          ENCODING + "its objects are nested too deeply; keep long chains in a list or an array",
          "",
          thrown);
    }
    // Exactly the JDK's own class here and below: a subclass may do anything when it is asked.
    if (thrown.getClass() == NotSerializableException.class && thrown.getMessage() != null) {
      FieldPath found = FieldPath.find(value, thrown.getMessage());
      return new EncodeException(
          ENCODING + notSerializable(thrown.getMessage(), found) + at(found) + advice(found),
          pathOf(found),
          thrown);
    }
    FieldPath found =
        thrown instanceof InvalidClassException e && e.classname != null
            ? FieldPath.find(value, e.classname)
            : null;
    return new EncodeException(ENCODING + describe(thrown) + at(found), pathOf(found), thrown);
  }

  static DecodeException decoding(
      Throwable thrown, @Nullable ClassNotFoundException missing, @Nullable String rejection) {
    if (missing != null) {
      return new DecodeException(DECODING + describe(missing), missing);
    }
    if (rejection != null) {
      return new DecodeException(DECODING + rejection, thrown);
    }
    if (thrown instanceof StackOverflowError) {
      return new DecodeException(
          DECODING + "its objects are nested too deeply; keep long chains in a list or an array",
          thrown);
    }
    boolean filtered =
        thrown.getClass() == InvalidClassException.class
            && describe(thrown).contains(": filter status");
    return new DecodeException(
        DECODING
            + describe(thrown)
            + (filtered ? " by the filter of this JVM (jdk.serialFilter)" : ""),
        thrown);
  }

  /** What a throwable says of itself, whatever its own code does. */
  static String describe(Throwable t) {
    try {
      return t.toString();
    } catch (Throwable fromToString) {
      return t.getClass().getName();
    }
  }

  private static String notSerializable(String className, @Nullable FieldPath found) {
    return found != null && found.isLambda()
        ? "the lambda in " + found.className() + " is not Serializable"
        : className + " is not Serializable";
  }

  private static String advice(@Nullable FieldPath found) {
    if (found != null && found.isLambda()) {
      Class<?>[] interfaces = found.culprit().getClass().getInterfaces();
      String target = interfaces.length == 0 ? "its interface" : interfaces[0].getName();
      return "; the functional interface must extend java.io.Serializable, and "
          + target
          + " does not: use one that does, or cast the lambda to ("
          + target.substring(target.lastIndexOf('.') + 1)
          + " & Serializable)";
    }
    if (found != null && found.isCapturedThis()) {
      return "; the lambda uses a field or method of its object: copy what it needs to a local"
          + " variable first";
    }
    return "; let the class implement java.io.Serializable, make the field transient, or create the"
        + " object in the task";
  }

  private static String at(@Nullable FieldPath found) {
    return found == null || found.isRoot() ? "" : " (" + found.path() + ")";
  }

  private static String pathOf(@Nullable FieldPath found) {
    return found == null ? "" : found.path();
  }
}
