package concurrent.futures.cli.function;

import concurrent.futures.cli.input.InputFormat;
import concurrent.futures.cli.input.Source;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The function that is mapped over the input, ready to be called by any thread. */
public final class LineFunction {
  private final String name;
  private final Argument argument;
  private final InputFormat format;
  private final @Nullable Instances instances; // null: the method is static
  private final MethodHandle handle; // (Object instance, Object argument, long index) Object
  private final FunctionForm form;

  LineFunction(
      String name,
      Argument argument,
      InputFormat format,
      @Nullable Instances instances,
      MethodHandle handle,
      FunctionForm form) {
    this.name = name;
    this.argument = argument;
    this.format = format;
    this.instances = instances;
    this.handle = handle;
    this.form = form;
  }

  /** The method, for people. */
  public String name() {
    return name;
  }

  /** How the input has to be cut. */
  public InputFormat format() {
    return format;
  }

  /** The same function for another JVM. */
  public FunctionForm form() {
    return form;
  }

  /** True if there is something to close in the end. */
  public boolean hasState() {
    return instances != null;
  }

  /** True if its class has a {@code close()}. */
  public boolean canClose() {
    return instances != null && instances.canClose();
  }

  /**
   * Calls the function.
   *
   * @param item a text, or a list of texts with {@code --batch}
   * @param source where it came from
   * @param index the number of the record, from 0
   * @return what it returned
   * @throws Throwable what it threw, or why the record cannot be its argument
   */
  public @Nullable Object call(Object item, Source source, long index) throws Throwable {
    Object value = argument.from(item, source);
    if (instances == null) {
      return (@Nullable Object) handle.invokeExact((@Nullable Object) null, value, index);
    }
    Object instance = instances.take();
    try {
      return (@Nullable Object) handle.invokeExact((@Nullable Object) instance, value, index);
    } finally {
      instances.give(instance);
    }
  }

  /**
   * Closes the state of the workers.
   *
   * @param failed is told about each {@code close()} that fails
   */
  public void close(Consumer<Throwable> failed) {
    if (instances != null) {
      instances.close(failed);
    }
  }
}
