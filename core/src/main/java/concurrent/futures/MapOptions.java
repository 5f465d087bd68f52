package concurrent.futures;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a {@code map} goes: immutable, each method returns a changed copy.
 *
 * <pre>{@code
 * pool.map(Spider::crawl, endlessUrls, MapOptions.defaults().bufferSize(100).unordered());
 * }</pre>
 */
public final class MapOptions {
  private static final MapOptions DEFAULTS = new MapOptions(null, 0, 0, true);

  private final @Nullable Duration timeout;
  private final int chunkSize; // 0: automatic
  private final int bufferSize; // 0: unbounded, all input is submitted by the call
  private final boolean ordered;

  private MapOptions(@Nullable Duration timeout, int chunkSize, int bufferSize, boolean ordered) {
    this.timeout = timeout;
    this.chunkSize = chunkSize;
    this.bufferSize = bufferSize;
    this.ordered = ordered;
  }

  /**
   * Returns the defaults: no timeout, automatic chunks, no buffer limit, results in input order.
   *
   * @return the defaults
   */
  public static MapOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Limits the time of the whole iteration, counted from the call of {@code map} (CONTRACT M6).
   * When it has passed and the next result is not there, {@code next()} throws {@link
   * UncheckedTimeoutException} and cancels what has not started. A result that is there is handed
   * out even then.
   *
   * @param timeout the limit; null for none, zero or negative to take only what is done
   * @return options with this limit
   */
  public MapOptions timeout(@Nullable Duration timeout) {
    return new MapOptions(timeout, chunkSize, bufferSize, ordered);
  }

  /**
   * Says how many elements may travel to a worker process together. It is a hint about transport
   * only: results, failures, timeouts and limits count elements (CONTRACT M11). Thread pools have
   * no use for it.
   *
   * @param chunkSize at least 1
   * @return options with this hint
   * @throws IllegalArgumentException if it is less than 1
   */
  public MapOptions chunkSize(int chunkSize) {
    if (chunkSize < 1) {
      throw new IllegalArgumentException("chunkSize must be at least 1, was " + chunkSize);
    }
    return new MapOptions(timeout, chunkSize, bufferSize, ordered);
  }

  /**
   * Pulls the input lazily: at most that many elements are submitted and not yet handed out, a
   * strict bound (CONTRACT M3). The next element is pulled when a result is taken, in the taking
   * thread, so an endless input is welcome.
   *
   * @param bufferSize at least 1
   * @return options with this bound
   * @throws IllegalArgumentException if it is less than 1
   */
  public MapOptions bufferSize(int bufferSize) {
    if (bufferSize < 1) {
      throw new IllegalArgumentException("bufferSize must be at least 1, was " + bufferSize);
    }
    return new MapOptions(timeout, chunkSize, bufferSize, ordered);
  }

  /**
   * Hands out results in the order of completion instead of the order of the input.
   *
   * @return options without order
   */
  public MapOptions unordered() {
    return new MapOptions(timeout, chunkSize, bufferSize, false);
  }

  /**
   * Returns the limit of the whole iteration.
   *
   * @return the limit, or null for none
   */
  public @Nullable Duration timeout() {
    return timeout;
  }

  /**
   * Returns the chunk size.
   *
   * @return the hint, or 0 for automatic chunks
   */
  public int chunkSize() {
    return chunkSize;
  }

  /**
   * Returns the bound of the buffer.
   *
   * @return the bound, or 0 for none
   */
  public int bufferSize() {
    return bufferSize;
  }

  /**
   * Tells whether results come in the order of the input.
   *
   * @return false after {@link #unordered()}
   */
  public boolean ordered() {
    return ordered;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MapOptions
        && ((MapOptions) other).chunkSize == chunkSize
        && ((MapOptions) other).bufferSize == bufferSize
        && ((MapOptions) other).ordered == ordered
        && Objects.equals(((MapOptions) other).timeout, timeout);
  }

  @Override
  public int hashCode() {
    return Objects.hash(timeout, chunkSize, bufferSize, ordered);
  }

  @Override
  public String toString() {
    return "MapOptions[timeout="
        + timeout
        + ", chunkSize="
        + chunkSize
        + ", bufferSize="
        + bufferSize
        + ", ordered="
        + ordered
        + "]";
  }
}
