package concurrent.futures;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A serializable function of two arguments that may throw.
 *
 * <pre>{@code
 * Future<Integer> larger = pool.submit(Math::max, 3, 4);
 * }</pre>
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface Call2<
        A extends @Nullable Object, B extends @Nullable Object, T extends @Nullable Object>
    extends Serializable {
  /**
   * Computes a result.
   *
   * @param a the first argument
   * @param b the second argument
   * @return the result, possibly null
   * @throws Exception whatever the computation throws: it becomes the outcome of its future
   */
  T call(A a, B b) throws Exception;
}
