/**
 * Futures, executors and the three ways to wait for them: {@code concurrent.futures} for Java.
 *
 * <p>Where to begin: {@link concurrent.futures.ThreadPoolExecutor} runs calls, {@link
 * concurrent.futures.Future} is a call's state and value, {@link concurrent.futures.Futures} waits
 * for several futures at once, and {@link concurrent.futures.Executor#map(Call1, Iterable)} applies
 * a function to every element.
 *
 * <pre>{@code
 * try (var pool = new ThreadPoolExecutor(4)) {
 *   for (String title : pool.map(Spider::title, pages)) {
 *     System.out.println(title);
 *   }
 * }
 * }</pre>
 *
 * <h2>Groups of types</h2>
 *
 * <ul>
 *   <li><b>Executors</b>: {@link concurrent.futures.Executor}, {@link
 *       concurrent.futures.ThreadPoolExecutor}, {@link concurrent.futures.ProcessPoolExecutor},
 *       {@link concurrent.futures.ExecutorStats}, {@link concurrent.futures.ExecutorListener}.
 *   <li><b>Calls</b>: {@link concurrent.futures.Call}, {@link concurrent.futures.Action} and {@link
 *       concurrent.futures.Call1} to {@link concurrent.futures.Call4}: serializable, so that the
 *       same lambda runs on a thread and in another JVM; options in {@link
 *       concurrent.futures.TaskOptions} and {@link concurrent.futures.MapOptions}.
 *   <li><b>Futures</b>: {@link concurrent.futures.Future}, {@link concurrent.futures.Futures},
 *       {@link concurrent.futures.WaitResult}, {@link concurrent.futures.CompletedFutures}, {@link
 *       concurrent.futures.Results}.
 *   <li><b>Memory</b> that tasks in several processes work on: {@link
 *       concurrent.futures.SharedMemory}.
 *   <li><b>SPI</b> for another kind of executor: {@link concurrent.futures.PoolExecutor}, {@link
 *       concurrent.futures.Backend}, {@link concurrent.futures.Worker}, {@link
 *       concurrent.futures.Task}, {@link concurrent.futures.Promise}.
 * </ul>
 *
 * <h2>The contract</h2>
 *
 * <p>The meaning is that of CPython's {@code concurrent.futures}, row by row, with deviations that
 * are named. "CONTRACT F4" in these pages is a row of {@code docs/contract.md} in the source
 * repository.
 *
 * <h2>Memory consistency</h2>
 *
 * <p>What a thread did before it submitted a call <i>happens-before</i> the call runs, and what the
 * call did <i>happens-before</i> its result is seen through {@code result}, {@code exception},
 * {@code get}, a callback, {@code wait}, {@code asCompleted} or {@code map}.
 *
 * <h2>Durations</h2>
 *
 * <p>Every wait takes a {@link java.time.Duration}: {@code null} waits forever, zero and negative
 * poll, and one too long to count in nanoseconds waits forever in effect. Time is measured on
 * {@link System#nanoTime()}, never on the wall clock.
 */
@NullMarked
package concurrent.futures;

import org.jspecify.annotations.NullMarked;
