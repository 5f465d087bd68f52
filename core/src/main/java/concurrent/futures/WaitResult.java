package concurrent.futures;

import java.util.Set;

/**
 * What {@link Futures#wait} found: each distinct future of the input is in exactly one of the sets.
 *
 * <p>Both sets are unmodifiable and keep the order of the input. {@code notDone} may be passed to
 * the next {@code wait} as it is, which is the cheapest way to loop:
 *
 * <pre>{@code
 * Set<Future<String>> pending = Set.copyOf(futures);
 * while (!pending.isEmpty()) {
 *   var split = Futures.wait(pending, ReturnWhen.FIRST_COMPLETED);
 *   split.done().forEach(f -> System.out.println(f.result()));
 *   pending = split.notDone();
 * }
 * }</pre>
 *
 * @param done the futures that had finished or were cancelled when the wait ended
 * @param notDone the others
 * @param <F> the type of the futures
 */
public record WaitResult<F>(Set<F> done, Set<F> notDone) {}
