package concurrent.futures;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Callable} that is serializable, so that the same lambda runs on a thread, in a worker
 * process or on another machine.
 *
 * <p>A lambda or method reference given to {@link Executor#submit(Call)} becomes a {@code Call}
 * without a cast:
 *
 * <pre>{@code
 * Future<Integer> answer = pool.submit(() -> 42);
 * }</pre>
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface Call<T extends @Nullable Object> extends Callable<T>, Serializable {}
