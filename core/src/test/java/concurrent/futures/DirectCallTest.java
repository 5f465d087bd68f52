package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.source.tree.Tree;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers call the methods of simple functions without the functions: nobody sees it. */
public class DirectCallTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  static class Base implements Serializable {
    private static final long serialVersionUID = 1;

    final int number;

    Base(int number) {
      this.number = number;
    }

    String inherited() {
      return "inherited " + number;
    }

    String overridden() {
      return "base";
    }

    String callers() {
      return DirectCallTest.callers();
    }
  }

  static final class Derived extends Base {
    private static final long serialVersionUID = 1;

    Derived(int number) {
      super(number);
    }

    @Override
    String overridden() {
      return "derived";
    }

    private int secret(long more) {
      return (int) (number + more);
    }

    Call<String> ofSuper() {
      return super::overridden;
    }

    Call<Integer> ofThis() {
      return () -> secret(1);
    }

    @Override
    public String toString() {
      return "Derived " + number;
    }
  }

  static final class Broken {
    static final int VALUE = fail();

    private static int fail() {
      throw new IllegalStateException("no value");
    }

    static int value() {
      return VALUE;
    }
  }

  /** A call that does more than the method. */
  interface Twice extends Call1<String, String> {
    String once(String text);

    @Override
    default String call(String text) {
      return once(once(text));
    }
  }

  static int plus(int a, int b) {
    return a + b;
  }

  static long wide(long n) {
    return n;
  }

  static int throwing(String text) throws IOException {
    throw new IOException(text, new IllegalStateException("cause"));
  }

  static int deep(int n) {
    return n == 0 ? 0 : 1 + deep(n + 1);
  }

  static String all(String... texts) {
    return Arrays.toString(texts);
  }

  static double twice(double value) {
    return 2 * value;
  }

  static int lengthOf(@Nullable String text) {
    return text.length();
  }

  /** Of those that are not public the JDK makes no proxies, see {@code Lambdas}. */
  public interface Own<T> extends Call1<T, String> {}

  static String join(Object... values) {
    return Arrays.toString(values);
  }

  static Object any(Object value) {
    return value;
  }

  private static boolean initialized; // in the worker

  static boolean isInitialized() {
    return initialized;
  }

  /** Has the lambda. */
  private static final class Capturing {
    static {
      initialized = true;
    }

    static Call<Boolean> call() {
      return DirectCallTest::isInitialized;
    }
  }

  static String where() {
    return Arrays.stream(new Throwable().getStackTrace())
        .filter(frame -> frame.getClassName().endsWith("DirectCallTest"))
        .toList()
        .toString();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Map<String, Call<?>> calls() {
    int captured = 3;
    String text = "text";
    Derived derived = new Derived(5);
    Twice twice = t -> t + "!";
    Map<String, Call<?>> calls = new LinkedHashMap<>();
    calls.put("static", new Calls.Of2<>(DirectCallTest::plus, 1, 2));
    calls.put("null for a number", new Calls.Of2<>(DirectCallTest::plus, 1, null));
    calls.put(
        "wrong type",
        new Calls.Of2((Call2<Integer, Integer, Integer>) DirectCallTest::plus, 1, "x"));
    calls.put(
        "type of the reference", new Calls.Of1((Call1<Integer, Object>) DirectCallTest::any, "x"));
    calls.put("initializes its class", Capturing.call());
    calls.put("widened", new Calls.Of1<Integer, Long>(DirectCallTest::wide, 1));
    calls.put("lambda", () -> captured + text.length());
    calls.put("no result", Calls.withoutResult((Action) DirectCallTest::where));
    calls.put("constructor", new Calls.Of1<>(Derived::new, 7));
    calls.put("method", new Calls.Of1<>(Base::overridden, derived));
    calls.put("of nobody", new Calls.Of1<Base, String>(Base::overridden, null));
    calls.put("inherited", new Calls.Of1<>(Derived::inherited, derived));
    calls.put("bound", derived::overridden);
    calls.put("super", derived.ofSuper());
    calls.put("private", derived.ofThis());
    calls.put("checked exception", new Calls.Of1<>(DirectCallTest::throwing, "text"));
    calls.put("too deep", new Calls.Of1<>(DirectCallTest::deep, 1));
    calls.put("varargs", new Calls.Of2<String, String, String>(DirectCallTest::all, "a", "b"));
    calls.put("default method", new Calls.Of1<>(twice, "x"));
    calls.put("of the JDK", new Calls.Of1<>(String::length, "four"));
    calls.put("sees its caller", new Calls.Of1<String, Class<?>>(Class::forName, "no.such.Type"));
    calls.put("of a tool of the JDK", new Calls.Of1<>(Tree.Kind::valueOf, "CLASS"));
    calls.put("no number", new Calls.Of1<>(DirectCallTest::wide, 1L));
    calls.put("where", DirectCallTest::where);
    calls.put("message of the JDK", new Calls.Of1<>(DirectCallTest::lengthOf, null));
    return calls;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callsInWorkersAreAsThoseOfTheFunctions(boolean spare) throws Exception {
    try (var pool = pool(spare);
        var threads = new ThreadPoolExecutor(1)) {
      if (spare) {
        takeSpare(pool);
      }
      calls()
          .forEach(
              (name, call) -> {
                String expected = outcome(threads.submit(call));
                assertThat(outcome(pool.submit(call))).as(name).isEqualTo(expected);
                assertThat(outcome(pool.submit(call))).as(name + " again").isEqualTo(expected);
                assertThat(trace(pool.submit(call)))
                    .as(name)
                    .doesNotContain("futures.internal")
                    .doesNotContain("reflect")
                    .doesNotContain("invokeWith");
              });
      assertThat(outcome(pool.submit(calls().get("static")))).isEqualTo("3");
    }
  }

  /** References to one method with other types, of which the JDK makes the first (JDK-8208752). */
  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void referencesThatAreMixedUpTakeWhatTheyShould() throws Exception {
    Call1<Float, Double> ofFloat = DirectCallTest::twice;
    Call1<Integer, Double> ofInteger = DirectCallTest::twice;
    Own<String[]> ofTexts = DirectCallTest::join;
    Own<Object[]> ofObjects = DirectCallTest::join;
    try (var pool = pool(false)) {
      assertThat(pool.submit(ofFloat, 1f).result()).isEqualTo(2);
      assertThat(pool.submit(ofInteger, 1).result()).isEqualTo(2);
      assertThat(pool.submit((Call1) ofFloat, 1).exception())
          .isInstanceOf(ClassCastException.class);
      assertThat(pool.submit((Call1) ofInteger, 1f).exception())
          .isInstanceOf(ClassCastException.class);
      assertThat(pool.submit(ofTexts, new String[] {"a", "b"}).result()).isEqualTo("[a, b]");
      assertThat(pool.submit(ofObjects, new Object[] {"a", 1}).result()).isEqualTo("[a, 1]");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void simpleFunctionsAreCalledDirectly(boolean spare) throws Exception {
    int captured = 1;
    Derived derived = new Derived(5);
    try (var pool = pool(spare)) {
      if (spare) {
        takeSpare(pool);
      }
      for (int i = 0; i < 2; i++) {
        assertThat(pool.submit(DirectCallTest::callers).result()).contains("$$Invoker");
        assertThat(pool.submit(() -> callers() + captured).result()).contains("$$Invoker");
        assertThat(pool.submit(derived::callers).result()).contains("$$Invoker");
        assertThat(pool.submit(DirectCallTest::callersFor, 1L, "text").result())
            .contains("$$Invoker");
      }
    }
  }

  static String callersFor(long number, Object value) {
    return callers();
  }

  /** Hidden ones, too. */
  static String callers() {
    return StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES)
        .walk(frames -> frames.map(StackWalker.StackFrame::getClassName).toList().toString());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void classThatCannotBeInitializedFailsAsEver(boolean spare) throws Exception {
    try (var pool = pool(spare)) {
      if (spare) {
        takeSpare(pool);
      }
      Future<Integer> first = pool.submit(Broken::value);
      assertThat(first.exception())
          .isExactlyInstanceOf(ExceptionInInitializerError.class)
          .hasRootCauseMessage("no value");
      assertThat(trace(first)).isEqualTo("[]"); // none of the task's, and none of ours
      assertThat(pool.submit(Broken::value).exception())
          .isExactlyInstanceOf(NoClassDefFoundError.class);
    }
  }

  /** A pool of one worker. */
  private static ProcessPoolExecutor pool(boolean spare) {
    return ProcessPoolExecutor.builder().maxWorkers(1).spareWorkers(spare ? 1 : 0).build();
  }

  /** The spare takes the place of the worker. */
  private static void takeSpare(ProcessPoolExecutor pool) throws Exception {
    long first = pool.submit(DirectCallTest::pid).result();
    await().atMost(LIMIT).until(() -> ProcessHandle.current().children().count() == 2);
    ProcessHandle worker = ProcessHandle.of(first).orElseThrow();
    ProcessHandle other =
        ProcessHandle.current().children().filter(c -> c.pid() != first).findAny().orElseThrow();
    worker.destroyForcibly();
    await().atMost(LIMIT).until(() -> !worker.isAlive() && pool.stats().workers().isEmpty());
    assertThat(pool.submit(DirectCallTest::pid).result()).isEqualTo(other.pid());
  }

  static long pid() {
    return ProcessHandle.current().pid();
  }

  private static String trace(Future<?> future) {
    try {
      Throwable failure = future.exception();
      return failure == null ? "" : Arrays.toString(failure.getStackTrace());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String outcome(Future<?> future) {
    try {
      Throwable failure = future.exception();
      if (failure == null) {
        return String.valueOf(future.result());
      }
      boolean endless = failure instanceof StackOverflowError;
      return failure + " " + (endless ? "" : frames(failure)) + " " + failure.getCause();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Those of the task: in this JVM the pool's threads have more, as have lambdas made otherwise.
   */
  private static String frames(Throwable failure) {
    return Arrays.stream(failure.getStackTrace())
        .takeWhile(frame -> !isOfWhoCalls(frame.getClassName()))
        .toList()
        .toString();
  }

  private static boolean isOfWhoCalls(String name) {
    return name.contains("HandleProxies")
        || name.contains("MHProxy")
        || (name.startsWith("concurrent.futures.") && !name.contains("DirectCallTest"));
  }
}
