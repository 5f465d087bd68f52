package concurrent.futures.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lambdas, class loaders, limits, and user code that throws. */
class ValueCodecTest {
  public interface Fn extends Serializable {
    Object call();
  }

  /** Throws what it is told to, while it is written, read or replaced. */
  static final class Thrower implements Serializable {
    static RuntimeException onWrite;
    static Error errorOnWrite;
    static Throwable onRead;
    static Throwable onResolve;

    private void writeObject(ObjectOutputStream out) throws IOException {
      if (onWrite != null) {
        throw onWrite;
      }
      if (errorOnWrite != null) {
        throw errorOnWrite;
      }
      out.defaultWriteObject();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      rethrow(onRead);
    }

    private Object readResolve() {
      rethrow(onResolve);
      return this;
    }

    static void reset() {
      onWrite = null;
      errorOnWrite = null;
      onRead = null;
      onResolve = null;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable t) throws T {
      if (t != null) {
        throw (T) t;
      }
    }
  }

  static final class Node implements Serializable {
    Node next;
  }

  private static Node chain(int length) {
    Node first = new Node();
    Node last = first;
    for (int i = 1; i < length; i++) {
      last.next = new Node();
      last = last.next;
    }
    return first;
  }

  @Test
  void lambdasArriveWithWhatTheyCapture() throws Exception {
    int number = 41;
    List<Integer> view = new ArrayList<>(List.of(1, 2, 3)).subList(1, 3);
    Path path = Path.of("x");
    Fn lambda = () -> number + view.size() + path.getNameCount();

    assertThat(Link.copy(lambda).call()).isEqualTo(44);
  }

  @Test
  void methodReferencesArrive() throws Exception {
    Fn unbound = ValueCodecTest::answer;
    Fn bound = "text"::length;

    assertThat(Link.copy(unbound).call()).isEqualTo(42);
    assertThat(Link.copy(bound).call()).isEqualTo(4);
  }

  static int answer() {
    return 42;
  }

  @Test
  void anonymousClassesArriveWithWhatTheyCapture() throws Exception {
    assertThat(Link.copy(anonymous(41)).call()).isEqualTo(42);
  }

  private static Fn anonymous(int k) {
    return new Fn() {
      @Override
      public Object call() {
        return k + 1;
      }
    };
  }

  @Test
  void proxiesArrive() throws Exception {
    Supplier<?> proxy =
        (Supplier<?>)
            Proxy.newProxyInstance(
                Fn.class.getClassLoader(), new Class<?>[] {Supplier.class, Fn.class}, new Echo());

    Supplier<?> arrived = Link.copy(proxy);

    assertThat(arrived.get()).isEqualTo("get");
    assertThat(((Fn) arrived).call()).isEqualTo("call");
    assertThat(arrived).isNotSameAs(proxy);
  }

  static final class Echo implements InvocationHandler, Serializable {
    @Override
    public Object invoke(Object proxy, Method method, Object[] args) {
      return method.getName();
    }
  }

  /** Loaded by a loader of its own on either side; its lambda captures an instance. */
  static final class ShippedSpider implements Serializable {
    int pages = 3;

    static Fn lambda() {
      ShippedSpider spider = new ShippedSpider();
      return () -> spider;
    }
  }

  @Test
  void classesOfAnotherLoaderAreResolvedByItsCounterpart() throws Exception {
    ChildLoader here = new ChildLoader(ValueCodecTest.class);
    ChildLoader there = new ChildLoader(ValueCodecTest.class);
    Link link = new Link(new Link.Loaders(here), new Link.Loaders(there), Limits.DEFAULT);
    Class<?> type = Class.forName(ShippedSpider.class.getName(), true, here);
    Method lambda = type.getDeclaredMethod("lambda");
    lambda.setAccessible(true);

    Object[] arrived =
        link.send(new Object[] {lambda.invoke(null), type.arrayType().getComponentType()});

    Class<?> counterpart = Class.forName(ShippedSpider.class.getName(), false, there);
    assertThat(((Fn) arrived[0]).call()).isInstanceOf(counterpart);
    assertThat(arrived[1]).isSameAs(counterpart).isNotSameAs(type);
  }

  @Test
  void aMissingClassIsNamed() throws Exception {
    ChildLoader here = new ChildLoader(ValueCodecTest.class);
    ClassNames nothing =
        new Link.Loaders() {
          @Override
          public Class<?> resolve(int loader, String name) throws ClassNotFoundException {
            if (loader == 2) {
              throw new ClassNotFoundException(name);
            }
            return super.resolve(loader, name);
          }
        };
    Method lambda =
        Class.forName(ShippedSpider.class.getName(), true, here).getDeclaredMethod("lambda");
    lambda.setAccessible(true);
    Holder holder = new Holder();
    holder.fn = (Fn) lambda.invoke(null);

    // by itself, the JDK reports that a SerializedLambda does not fit in the field
    assertThatThrownBy(() -> new Link(new Link.Loaders(), nothing, Limits.DEFAULT).send(holder))
        .isInstanceOf(DecodeException.class)
        .hasMessage(
            "cannot be deserialized: java.lang.ClassNotFoundException: "
                + ShippedSpider.class.getName())
        .hasCauseInstanceOf(ClassNotFoundException.class);
  }

  static final class Holder implements Serializable {
    Fn fn;
  }

  static Stream<Arguments> throwables() {
    return Stream.of(
            new IllegalStateException("from user code"),
            new Error("from user code"),
            new StackOverflowError("from user code"),
            new NoClassDefFoundError("from user code"))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void whateverUserCodeThrowsIsReported(Throwable thrown) throws Exception {
    try {
      if (thrown instanceof Error error) {
        Thrower.errorOnWrite = error;
      } else {
        Thrower.onWrite = (RuntimeException) thrown;
      }
      assertThatThrownBy(() -> Link.copy(List.of(new Thrower())))
          .isInstanceOf(EncodeException.class)
          .hasCause(thrown);
      Thrower.reset();
      Link link = new Link();
      link.send(List.of(new Thrower()));
      Thrower.onRead = thrown;
      assertThatThrownBy(link::receive).isInstanceOf(DecodeException.class).hasCause(thrown);
      Thrower.reset();
      Thrower.onResolve = thrown;
      assertThatThrownBy(link::receive).isInstanceOf(DecodeException.class).hasCause(thrown);
    } finally {
      Thrower.reset();
    }
  }

  @Test
  void errorsOfTheJvmPassThrough() throws Exception {
    for (Error fatal :
        new Error[] {new OutOfMemoryError("test"), new InternalError("test"), new ThreadDeath()}) {
      try {
        Link link = new Link();
        Thrower.errorOnWrite = fatal;
        assertThatThrownBy(() -> link.send(List.of(new Thrower()))).isSameAs(fatal);
        assertThat(link.out.size()).isZero();
        Thrower.reset();
        link.send(List.of(new Thrower()));
        Thrower.onRead = fatal;
        assertThatThrownBy(link::receive).isSameAs(fatal);
      } finally {
        Thrower.reset();
      }
    }
  }

  @Test
  void userCodeThatThrowsKeepsTheLinkUsable() throws Exception {
    Link link = new Link();
    link.sender.write(link.out, List.of(new Thrower()), link.bulk);
    link.sender.write(link.out, "next", link.bulk);
    WireInput in = link.input();
    try {
      Thrower.onRead = new IllegalStateException();
      assertThatThrownBy(() -> link.receiver.read(in, link.bulk))
          .isInstanceOf(DecodeException.class);
    } finally {
      Thrower.reset();
    }

    assertThat(link.receiver.read(in, link.bulk)).isEqualTo("next");
  }

  @Test
  void aGraphTooDeepToWriteFailsOnlyThatValue() throws Exception {
    Link link = new Link();

    assertThatThrownBy(() -> link.send(chain(200_000)))
        .isInstanceOf(EncodeException.class)
        .hasMessage(
            "cannot be serialized: its objects are nested too deeply;"
                + " keep long chains in a list or an array")
        .hasCauseInstanceOf(StackOverflowError.class);

    assertThat(link.out.size()).isZero();
    assertThat(link.send(chain(10)).next).isNotNull();
  }

  @Test
  void aGraphTooDeepToReadFailsOnlyThatValue() throws Exception {
    Link link = new Link(new Limits(Integer.MAX_VALUE, 1 << 20, 1 << 30));
    withBigStack(() -> link.sender.write(link.out, chain(200_000), link.bulk));

    assertThatThrownBy(link::receive)
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("nested too deeply")
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void theDepthIsLimited() throws Exception {
    Link link = new Link(new Limits(100, 1 << 20, 1 << 20));
    assertThat(link.send(chain(99)).next).isNotNull();

    Link other = new Link(new Limits(100, 1 << 20, 1 << 20));
    assertThatThrownBy(() -> other.send(chain(101)))
        .isInstanceOf(DecodeException.class)
        .hasMessage(
            "cannot be deserialized: its objects are nested deeper than 100;"
                + " keep long chains in a list or an array");
  }

  @Test
  void theNumberOfReferencesIsLimited() {
    Link link = new Link(new Limits(100, 1_000, 1 << 20));
    Object[] many = Stream.generate(Node::new).limit(2_000).toArray();

    assertThatThrownBy(() -> link.send(many))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("more than 1000 references");
  }

  @Test
  void theNumberOfBytesIsLimited() throws Exception {
    Link link = new Link(new Limits(100, 1_000, 1_000));
    for (Object value :
        new Object[] {"x".repeat(1_000), new String[][] {{"x".repeat(1_000)}}, new Swallower()}) {
      assertThatThrownBy(() -> link.send(value))
          .isInstanceOf(EncodeException.class)
          .hasMessageStartingWith("cannot be serialized: it takes more than 1000 bytes")
          .hasMessageContaining("maxPayload");
      assertThat(link.out.size()).isZero();
    }
    assertThat(link.send(new int[100_000])).as("big arrays do not count").hasSize(100_000);
  }

  @Test
  void theReceiverHasItsOwnLimitOfBytes() throws Exception {
    Link link = new Link();
    link.sender.write(link.out, new String[][] {{"x".repeat(1_000)}}, link.bulk);
    ValueCodec strict = new ValueCodec(new Link.Loaders(), new Limits(100, 1_000, 1_000));

    assertThatThrownBy(() -> strict.read(link.input(), link.bulk))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("maxPayload");
  }

  /** Takes no notice of what goes wrong while it is written. */
  static final class Swallower implements Serializable {
    private void writeObject(ObjectOutputStream out) {
      try {
        out.write(new byte[5_000]);
      } catch (IOException ignored) {
        // as bad code does: what comes next would fit again
      }
    }
  }

  @Test
  void randomBytesAreAnError() {
    Random random = new Random(1);
    Link link = new Link();
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = new byte[5 + random.nextInt(100)];
      random.nextBytes(bytes);
      link.out.reset();
      link.out.writeByte(65); // serialized
      link.out.writeInt(bytes.length);
      link.out.writeBytes(bytes, 0, bytes.length);
      if (i % 2 == 0) {
        link.out.setInt(5, 0xACED0005); // the JDK's own header
        link.out.setByte(9, 0x70 + random.nextInt(16));
      }
      try {
        link.receiver.read(link.input(), link.bulk);
      } catch (DecodeException expected) {
        assertThat(expected).hasMessageStartingWith("cannot be deserialized: ");
      }
    }
  }

  @Test
  void flippedBytesAreReadOrAnError() throws Exception {
    Random random = new Random(2);
    Link link = new Link();
    int captured = 7;
    Fn lambda = () -> captured;
    link.sender.write(link.out, new Object[] {lambda, List.of("a", new Node()), 1.5}, link.bulk);
    int size = link.out.size();
    byte[] original = link.out.array().clone();
    int failed = 0;
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = original.clone();
      bytes[5 + random.nextInt(size - 5)] = (byte) random.nextInt();
      WireInput in = new WireInput(bytes, 0, size);
      try {
        link.receiver.read(in, link.bulk);
      } catch (DecodeException expected) {
        failed++;
      }
      assertThat(in.remaining()).isZero();
    }
    assertThat(failed).isGreaterThan(200);
  }

  @Test
  void theFilterOfTheJvmMayReject() throws Exception {
    String classPath =
        pathOf(ValueCodec.class) + System.getProperty("path.separator") + pathOf(Link.class);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.serialFilter=!java.util.BitSet",
                "-cp",
                classPath,
                Filtered.class.getName())
            .redirectErrorStream(true)
            .start();

    String output = new String(process.getInputStream().readAllBytes());

    assertThat(output.lines())
        .containsExactly(
            "[1]",
            "cannot be deserialized: java.io.InvalidClassException: filter status: REJECTED"
                + " by the filter of this JVM (jdk.serialFilter)");
    assertThat(process.waitFor()).isZero();
  }

  private static String pathOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  /** The main class of another JVM. */
  static final class Filtered {
    public static void main(String[] args) throws Exception {
      System.out.println(Link.copy(new ArrayList<>(List.of(1)).subList(0, 1)));
      try {
        Link.copy(List.of(new java.util.BitSet()));
      } catch (DecodeException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static void withBigStack(Step action) throws Exception {
    Exception[] failure = new Exception[1];
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                action.call();
              } catch (Exception e) {
                failure[0] = e;
              }
            },
            "big stack",
            1L << 30);
    thread.start();
    thread.join();
    if (failure[0] != null) {
      throw failure[0];
    }
  }

  private interface Step {
    void call() throws Exception;
  }
}
