package concurrent.futures.cli.output;

import java.util.Base64;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** How results become lines of standard output. */
public enum ResultFormat {
  /** What the function returned, a line each. */
  PLAIN,
  /** A JSON object for each record, with its input, and for failures too. */
  JSONL;

  /**
   * Adds the lines of a result.
   *
   * @param result what the function returned
   * @throws Exception if the result itself fails, as a stream may that computes its elements now
   */
  public void add(
      Utf8Buffer out,
      Item item,
      @Nullable Object result,
      long startNanos,
      String worker,
      int attempt)
      throws Exception {
    Object value = result instanceof Future<?> future ? awaited(future) : result;
    if (this == PLAIN) {
      lines(out, value);
      return;
    }
    StringBuilder json = new StringBuilder(128);
    Json.append(json, value);
    long nanos = System.nanoTime() - startNanos; // with what a stream computed only now
    StringBuilder line = new StringBuilder(json.length() + 128);
    line.append("{\"i\":").append(item.index()).append(",\"in\":");
    item.appendJson(line);
    line.append(",\"ok\":true,\"out\":").append(json).append(",\"ms\":");
    appendMillis(line, nanos);
    line.append(",\"try\":").append(attempt).append(",\"w\":");
    Json.string(line, worker);
    out.add(line.append("}\n").toString());
  }

  /** Adds the line of a failure, if failures have one. */
  public void add(Utf8Buffer out, Failure failure) {
    if (this == JSONL) {
      StringBuilder line = new StringBuilder(256);
      failure.appendJson(line);
      out.add(line.toString());
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static void lines(Utf8Buffer out, @Nullable Object value) throws Exception {
    if (value == null) {
      return;
    }
    if (value instanceof String text) {
      out.add(text);
      out.add('\n');
    } else if (Json.isOptional(value)) {
      lines(out, Json.optional(value));
    } else if (value instanceof Object[] array) {
      for (Object element : array) {
        line(out, element);
      }
    } else if (Json.isMany(value) && !Json.isJackson(value)) {
      many(out, value);
    } else if (value.getClass().isArray()
        && !(value instanceof byte[] || value instanceof char[])) {
      int length = java.lang.reflect.Array.getLength(value);
      for (int i = 0; i < length; i++) {
        line(out, java.lang.reflect.Array.get(value, i));
      }
    } else {
      line(out, value);
    }
  }

  private static void many(Utf8Buffer out, Object value) throws Exception {
    try {
      for (Iterator<?> elements = Json.elements(value); elements.hasNext(); ) {
        line(out, elements.next());
      }
    } finally {
      if (value instanceof BaseStream<?, ?> stream) {
        stream.close();
      }
    }
  }

  /** One value, one line; null none. */
  private static void line(Utf8Buffer out, @Nullable Object value) throws Exception {
    if (value == null) {
      return;
    }
    if (value instanceof byte[] bytes) {
      out.add(Base64.getEncoder().encodeToString(bytes));
    } else if (value instanceof char[] chars) {
      out.add(new String(chars));
    } else if (value instanceof Map
        || value instanceof Record
        || value.getClass().isArray()
        || Json.isMany(value)
        || Json.isOptional(value)) {
      StringBuilder json = new StringBuilder();
      Json.append(json, value);
      out.add(json.toString());
    } else {
      out.add(String.valueOf(value.toString()));
    }
    out.add('\n');
  }

  private static void appendMillis(StringBuilder out, long nanos) {
    long tenths = Math.round(nanos / 1e5);
    out.append(tenths / 10).append('.').append(tenths % 10);
  }

  /** The value of a function that is asynchronous itself. */
  private static @Nullable Object awaited(Future<?> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (CancellationException e) {
      throw new IllegalStateException("the future that the function returned was cancelled", e);
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    }
  }
}
