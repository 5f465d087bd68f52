package concurrent.futures;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A serializable function of four arguments that may throw.
 *
 * <pre>{@code
 * Future<Integer> sum = pool.submit((a, b, c, d) -> a + b + c + d, 1, 2, 3, 4);
 * }</pre>
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <C> the type of the third argument
 * @param <D> the type of the fourth argument
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface Call4<
        A extends @Nullable Object,
        B extends @Nullable Object,
        C extends @Nullable Object,
        D extends @Nullable Object,
        T extends @Nullable Object>
    extends Serializable {
  /**
   * Computes a result.
   *
   * @param a the first argument
   * @param b the second argument
   * @param c the third argument
   * @param d the fourth argument
   * @return the result, possibly null
   * @throws Exception whatever the computation throws: it becomes the outcome of its future
   */
  T call(A a, B b, C c, D d) throws Exception;
}
