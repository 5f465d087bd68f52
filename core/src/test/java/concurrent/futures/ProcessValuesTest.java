package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.contract.ContractTest;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.contract.Tasks;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot travel to or from a worker process, and exceptions, which always do. */
@RunsOn(ProcessPoolExecutorTest.Processes.class)
class ProcessValuesTest extends ContractTest {
  private static long pid() {
    return ProcessHandle.current().pid();
  }

  // ---- what cannot travel

  private record Order(Customer customer) implements Serializable {}

  private static final class Customer implements Serializable {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // that is what this is about
    private final Object lock = new Object();
  }

  @Test
  void captureThatIsNotSerializableIsNamedWithItsPath() {
    Executor pool = open(1);
    Order order = new Order(new Customer());
    assertThat(pool.submit(() -> order.customer().lock.toString()).exception())
        .isInstanceOf(TaskSerializationException.class)
        .hasMessageContaining("the call cannot travel to a worker process")
        .hasMessageContaining("java.lang.Object")
        .hasMessageContaining("Serializable")
        .satisfies(
            e ->
                assertThat(((TaskSerializationException) e).path())
                    .contains("Order.customer", "Customer.lock"));
    assertThat(pool.submit(Tasks::square, 2).result()).isEqualTo(4);
  }

  /** P5. */
  @Test
  void resultThatIsNotSerializableFailsItsTaskOnly() {
    Executor pool = open(1);
    long pid = pool.submit(ProcessValuesTest::pid).result();
    assertThat(pool.submit(() -> new Order(new Customer())).exception())
        .isInstanceOf(TaskSerializationException.class)
        .hasMessageContaining("the result cannot be written in a worker process")
        .hasMessageContaining("java.lang.Object")
        .satisfies(
            e ->
                assertThat(((TaskSerializationException) e).path())
                    .contains("Order.customer", "Customer.lock"));
    assertThat(pool.submit(ProcessValuesTest::pid).result()).isEqualTo(pid);
  }

  private static final class Link implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Link next;

    Link(Link next) {
      this.next = next;
    }

    static Link chain(int length) {
      Link first = null;
      for (int i = 0; i < length; i++) {
        first = new Link(first);
      }
      return first;
    }
  }

  /** Above the limits: clear errors, and the pool lives. */
  @ParameterizedTest
  @ValueSource(ints = {1_500, 100_000})
  void valueThatIsTooDeepFailsItsTaskOnly(int depth) {
    Executor pool = open(1);
    Link chain = Link.chain(depth);
    for (Future<?> future :
        List.of(pool.submit(link -> link.next == null, chain), pool.submit(Link::chain, depth))) {
      assertThat(future.exception()).isInstanceOf(TaskSerializationException.class);
    }
    assertThat(pool.submit(link -> link.next.next == null, Link.chain(2)).result()).isTrue();
    assertThat(pool.stats().lostWorkers()).isZero();
  }

  // ---- exceptions

  private static final class Unwritable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // that is what this is about
    private final Object lock = new Object();

    Unwritable(Throwable cause) {
      super("cannot travel", cause);
    }

    static void raise() {
      throw new Unwritable(new IOException("the cause"));
    }
  }

  @Test
  void exceptionThatIsNotSerializableArrivesAsText() {
    Executor pool = open(1);
    long pid = pool.submit(ProcessValuesTest::pid).result();
    assertRemote(pool.submit(Unwritable::raise), Unwritable.class, "raise");
    assertThat(pool.submit(ProcessValuesTest::pid).result()).isEqualTo(pid);
  }

  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable() {
      super("cannot travel", new IOException("the cause"));
    }

    private void readObject(ObjectInputStream in) throws IOException {
      throw new InvalidObjectException("not for other JVMs");
    }

    static void raise() {
      throw new Unreadable();
    }
  }

  /** Beyond 7, P6. */
  @Test
  void exceptionThatCannotBeReadArrivesAsText() {
    Executor pool = open(1);
    long pid = pool.submit(ProcessValuesTest::pid).result();
    Future<?> future = pool.submit(Unreadable::raise);
    assertRemote(future, Unreadable.class, "raise");
    assertThat(future.exception().getSuppressed())
        .anyMatch(problem -> problem instanceof InvalidObjectException);
    assertThat(pool.submit(ProcessValuesTest::pid).result()).isEqualTo(pid);
  }

  private static void assertRemote(Future<?> future, Class<?> original, String thrownBy) {
    assertThat(future.exception())
        .isInstanceOf(RemoteTaskException.class)
        .hasMessage(original.getName() + ": cannot travel")
        .satisfies(
            e -> {
              RemoteTaskException remote = (RemoteTaskException) e;
              assertThat(remote.className()).isEqualTo(original.getName());
              assertThat(remote.originalMessage()).isEqualTo("cannot travel");
              assertThat(remote.text())
                  .contains(thrownBy + "(ProcessValuesTest.java", "Caused by: java.io.IOException");
              assertThat(remote.getStackTrace())
                  .anyMatch(frame -> frame.getMethodName().equals(thrownBy));
              assertThat(remote.getCause()).hasMessage("java.io.IOException: the cause");
            });
  }

  /** P7: type, fields, cause and the worker's frames. */
  @Test
  void exceptionKeepsAllOfItself() {
    Future<?> future = open(1).submit(ProcessValuesTest::crash, 42);
    assertThat(future.exception())
        .isInstanceOf(Tasks.Crash.class)
        .hasMessage("crashed with 42")
        .hasCauseInstanceOf(IOException.class)
        .satisfies(e -> assertThat(((Tasks.Crash) e).code()).isEqualTo(42))
        .satisfies(
            e ->
                assertThat(e.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("crash")));
    assertThatThrownBy(future::result).isSameAs(future.exception());
  }

  private static String crash(int code) {
    Tasks.Crash crash = new Tasks.Crash(code);
    crash.initCause(new IOException("the cause"));
    throw crash;
  }
}
