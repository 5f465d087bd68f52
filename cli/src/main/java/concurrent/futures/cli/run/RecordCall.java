package concurrent.futures.cli.run;

import concurrent.futures.TaskContext;
import concurrent.futures.cli.function.LineFunction;
import concurrent.futures.cli.input.BadInputException;
import concurrent.futures.cli.input.BadLine;
import concurrent.futures.cli.input.Source;
import concurrent.futures.cli.output.Item;
import concurrent.futures.cli.output.ResultFormat;
import concurrent.futures.cli.output.Utf8Buffer;
import org.jspecify.annotations.Nullable;

/** A call of the function for one record, in whichever JVM: its result becomes lines. */
record RecordCall(LineFunction function, ResultFormat format) {
  /** The worker that runs the calling task, as people see it. */
  static String worker(@Nullable TaskContext context) {
    return context == null ? "" : context.worker().replace("_", "");
  }

  /**
   * Calls.
   *
   * @param value the record
   * @param startNanos when its time began
   * @throws Throwable what the function throws, or {@link BadInputException}
   */
  void into(
      Utf8Buffer lines,
      Object value,
      Source source,
      long index,
      long startNanos,
      String worker,
      int attempt)
      throws Throwable {
    if (value instanceof BadLine bad) {
      throw new BadInputException(bad.problem());
    }
    @Nullable Object result = function.call(value, source, index);
    if (format == ResultFormat.PLAIN && result instanceof String text) {
      lines.add(text); // by far the most frequent case, without an Item
      lines.add('\n');
    } else if (format == ResultFormat.JSONL || result != null) {
      format.add(lines, new Item(index, source, 0, value), result, startNanos, worker, attempt);
    }
  }
}
