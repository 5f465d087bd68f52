package concurrent.futures;

import java.time.Duration;
import java.util.function.Supplier;
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

  /**
   * Changes how many workers there may be, as members of a cluster come and go. If tasks wait and
   * there may be more now, {@link Backend#newWorker} is called at once. Those that are too many
   * must end by themselves.
   *
   * @param maxWorkers the number, 0 or more
   */
  void maxWorkers(int maxWorkers);

  /**
   * Fails all tasks that wait for a worker, and goes on: nobody is there to execute them.
   *
   * @param reason gives each task its own exception
   */
  void failPending(Supplier<? extends Throwable> reason);
}
