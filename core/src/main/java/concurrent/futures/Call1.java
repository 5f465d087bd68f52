package concurrent.futures;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A serializable function of one argument that may throw.
 *
 * <pre>{@code
 * Future<Integer> size = pool.submit(String::length, "spider");
 * }</pre>
 *
 * @param <A> the type of the argument
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface Call1<A extends @Nullable Object, T extends @Nullable Object>
    extends Serializable {
  /**
   * Computes a result.
   *
   * @param a the argument
   * @return the result, possibly null
   * @throws Exception whatever the computation throws: it becomes the outcome of its future
   */
  T call(A a) throws Exception;
}
