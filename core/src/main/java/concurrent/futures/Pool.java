package concurrent.futures;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * SPI: what a {@link Backend} may know of the pool that it makes workers for. A worker that kept
 * the {@link PoolExecutor} itself would keep a dropped one from being noticed.
 */
public interface Pool {
  /**
   * Returns the pool's name.
   *
   * @return the name
   */
  String name();

  /**
   * Returns what every worker runs before its first task.
   *
   * @return the initializer, or null if there is none
   */
  @Nullable Action initializer();

  /**
   * Returns how long an idle worker lives.
   *
   * @return the time
   */
  Duration keepAlive();

  /**
   * Tells whether workers must not keep the JVM from exiting.
   *
   * @return true for daemons
   */
  boolean daemon();
}
