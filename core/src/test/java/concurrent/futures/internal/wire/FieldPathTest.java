package concurrent.futures.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock.ReadLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What the error says when a value cannot be sent: where it is, and what helps. */
class FieldPathTest {
  private static final String HERE = FieldPathTest.class.getName();

  interface Fn extends Serializable {
    Object call();
  }

  static final class Lock {}

  static class Base implements Serializable {
    Object bar;
  }

  static final class Foo extends Base {
    transient Object cache = new Lock(); // is not written, so it is not in the way
    Object other = "fine";
  }

  record Box(Object content) {}

  static final class Replaced implements Serializable {
    private final Object hidden = "fine";

    private Object writeReplace() {
      return new Box(new Lock());
    }

    @Override
    public String toString() {
      return "replaced " + hidden;
    }
  }

  private static Foo foo(Object bar) {
    Foo foo = new Foo();
    foo.bar = bar;
    return foo;
  }

  private static EncodeException failure(Object value) {
    return catchThrowableOfType(EncodeException.class, () -> Link.copy(value));
  }

  @Test
  void thePathLeadsThroughFieldsAndCollections() {
    List<Object> list = new ArrayList<>(Arrays.asList(1, "two", null, foo(foo(new Lock()))));

    EncodeException e = failure(list);

    assertThat(e.path())
        .isEqualTo(
            "value → java.util.ArrayList[3] → %1$s$Base.bar → %1$s$Base.bar".formatted(HERE));
    assertThat(e)
        .hasMessage(
            "cannot be serialized: "
                + HERE
                + "$Lock is not Serializable ("
                + e.path()
                + "); let the class implement java.io.Serializable, make the field transient, or"
                + " create the object in the task")
        .hasCauseInstanceOf(java.io.NotSerializableException.class);
  }

  @Test
  void thePathLeadsThroughEverythingThatHoldsSomething() {
    Map<Object, Object> map = new HashMap<>();
    map.put("key", new Object[] {Optional.of(new Box(new Lock()))});

    assertThat(failure(map).path())
        .isEqualTo(
            "value → java.util.HashMap.get(key) → java.lang.Object[0] → java.util.Optional.get()"
                + " → "
                + HERE
                + "$Box.content");
    assertThat(failure(new HashMap<>(Map.of(List.of(new Lock()), 1))).path())
        .isEqualTo("value → java.util.HashMap.keySet() → java.util.ImmutableCollections$List12[0]");
    assertThat(failure(new Exception("x", new CarryingException(new Lock()))).path())
        .isEqualTo("value → java.lang.Exception.getCause() → " + HERE + "$CarryingException.load");
    assertThat(failure(Map.entry(1, new Lock())).path()).endsWith(".getValue()");
    assertThat(failure(List.of(new Replaced())).path())
        .endsWith("$Replaced.writeReplace() → " + HERE + "$Box.content");
  }

  static final class CarryingException extends Exception {
    private final Object load;

    CarryingException(Object load) {
      this.load = load;
    }

    Object load() {
      return load;
    }
  }

  @Test
  void theShortestPathIsShown() {
    Lock lock = new Lock();

    assertThat(failure(new Object[] {foo(foo(lock)), lock}).path())
        .isEqualTo("value → java.lang.Object[1]");
  }

  @Test
  void theValueItselfNeedsNoPath() {
    EncodeException e = failure(new Lock());

    assertThat(e.path()).isEqualTo("value");
    assertThat(e)
        .hasMessageStartingWith("cannot be serialized: " + HERE + "$Lock is not Serializable; ");
  }

  @Test
  void theCapturedArgumentsOfALambdaAreCounted() {
    int first = 1;
    Lock second = new Lock();
    Fn lambda = () -> first + second.toString();

    assertThat(failure(new Object[] {lambda}).path())
        .isEqualTo(
            "value → java.lang.Object[0] → captured argument 2 of the lambda at"
                + " FieldPathTest.theCapturedArgumentsOfALambdaAreCounted");
  }

  static final class Spider { // not Serializable
    private final int pages = 3;

    Fn crawl(Object captured) {
      return () -> pages + captured.toString();
    }

    Fn bound() {
      return this::toString;
    }
  }

  @Test
  void aLambdaThatUsesItsObjectIsExplained() {
    EncodeException e = failure(new Spider().crawl("x"));

    assertThat(e.path()).isEqualTo("value → `this` of the lambda at FieldPathTest$Spider.crawl");
    assertThat(e)
        .hasMessageContaining("$Spider is not Serializable")
        .hasMessageEndingWith(
            "; the lambda uses a field or method of its object: copy what it needs to a local"
                + " variable first");
    assertThat(failure(new Spider().bound()).path())
        .isEqualTo("value → captured argument 1 of the lambda at FieldPathTest$Spider.toString");
  }

  @Test
  void capturedArgumentsAfterThisAreCountedFromOne() {
    assertThat(failure(new SerializableSpider().crawl(new Lock())).path())
        .isEqualTo(
            "value → captured argument 1 of the lambda at FieldPathTest$SerializableSpider.crawl");
  }

  static final class SerializableSpider implements Serializable {
    private int pages = 3;

    Fn crawl(Object captured) {
      return () -> pages++ + captured.toString();
    }
  }

  @Test
  void aPlainLambdaIsToldWhichInterfaceItNeeds() {
    Function<Integer, Integer> plain = x -> x + 1;

    assertThat(failure(foo(plain)))
        .hasMessage(
            "cannot be serialized: the lambda in "
                + HERE
                + " is not Serializable (value → "
                + HERE
                + "$Base.bar); the functional interface must extend java.io.Serializable, and"
                + " java.util.function.Function does not: use one that does, or cast the lambda to"
                + " (Function & Serializable)");
    Supplier<Object> other = Lock::new;
    assertThat(failure(other)).hasMessageContaining("cast the lambda to (Supplier & Serializable)");
  }

  @Test
  void anObjectThatIsNotFoundIsStillNamed() {
    Object hidden = new java.util.concurrent.atomic.AtomicReference<>(new Lock());

    EncodeException e = failure(hidden);

    assertThat(e.path()).isEmpty();
    assertThat(e).hasMessageContaining("$Lock is not Serializable; let the class implement");
  }

  @Test
  void theSearchIsBounded() {
    List<Object> many = new ArrayList<>();
    for (int i = 0; i < 150_000; i++) {
      many.add(new Object[0]);
    }
    many.add(new Lock());

    assertThat(failure(many).path()).isEmpty();
  }

  /** Its iterator never ends, and its size() is a lie: written by fields, as it says. */
  static final class Endless extends AbstractList<Object> implements Serializable {
    final Object lock = new Lock();

    @Override
    public Object get(int index) {
      return "again";
    }

    @Override
    public int size() {
      return Integer.MAX_VALUE;
    }

    @Override
    public Iterator<Object> iterator() {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return true;
        }

        @Override
        public Object next() {
          return "again";
        }
      };
    }
  }

  static final class Hostile extends AbstractList<Object> implements Serializable {
    final Object lock = new Lock();

    @Override
    public Object get(int index) {
      throw new StackOverflowError();
    }

    @Override
    public int size() {
      throw new StackOverflowError();
    }
  }

  @Test
  void userCodeCannotDisturbTheSearch() {
    for (Object value : new Object[] {new Endless(), new Hostile()}) {
      assertThat(failure(value)).hasMessageContaining("$Lock is not Serializable");
    }
  }

  @Test
  void aClassOfTheJdkIsNamed() {
    assertThatThrownBy(() -> Link.copy(foo(new ReadLockHolder())))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining(
            "(value → " + HERE + "$Base.bar → " + HERE + "$ReadLockHolder.thread)");
  }

  static final class ReadLockHolder implements Serializable {
    ReadLock fine;
    Thread thread = new Thread(() -> {});
  }
}
