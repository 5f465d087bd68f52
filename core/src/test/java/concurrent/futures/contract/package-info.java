/**
 * The conformance suite: what every executor promises, whatever its workers are. CPython's own
 * tests line by line, the lines beyond them and the rows of the contract; {@code conformance.tsv}
 * says which test pins which line, and {@code ConformanceTest} checks that.
 *
 * <p><b>One class for each topic</b>, {@code …Contract}, each test of which says in its comment the
 * line that it pins. A new kind of executor gets one test class: {@link RunsOn} with a small {@link
 * Subject}, and one nested line for each topic.
 *
 * <pre>{@code
 * @RunsOn(ThreadPoolExecutorTest.PlatformThreads.class)
 * class ThreadPoolExecutorTest {
 *   static final class PlatformThreads implements Subject { ... }
 *
 *   @Nested
 *   class Submit extends SubmitContract {}
 *   ...
 * }
 * }</pre>
 *
 * <p>(The nested classes cannot be inherited from one abstract class: JUnit would report the tests
 * of all executors under the same name.)
 *
 * <p><b>The rules of a contract test</b>
 *
 * <ul>
 *   <li>Tasks share nothing with the test through memory. They are static methods or lambdas that
 *       capture serializable values; gates, counters and logs come from {@link Gates}, a server on
 *       a loopback port, so that the suite runs unchanged where tasks execute in other JVMs. {@code
 *       CopyingPoolExecutor} runs it on serialized copies to prove that. Callbacks and listeners
 *       run in the JVM of the test.
 *   <li>No test sleeps, and no time decides an outcome: a task says that it runs ({@code
 *       gate.arriveAndAwait()}), a {@link WaitingThread} is seen to block, a condition that must
 *       come true is waited for. Where a timeout is tested, what is waited for cannot happen.
 *   <li>Nothing is left: {@link ContractTest} closes what a test has opened, then looks for
 *       threads, child processes and temporary files that were not there before, and for log
 *       records that nobody took.
 *   <li>Nothing hangs: {@link Watchdog} dumps all stacks and fails the test, or ends the JVM.
 * </ul>
 */
package concurrent.futures.contract;
