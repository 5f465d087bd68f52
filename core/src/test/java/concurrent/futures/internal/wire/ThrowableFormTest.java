package concurrent.futures.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import concurrent.futures.internal.wire.ThrowableForm.Received;
import concurrent.futures.internal.wire.ThrowableForm.Remote;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThrowableFormTest {
  private final Link link = new Link();

  private Received send(Throwable t) throws WireFormatException {
    ThrowableForm.write(link.out, t, link.sender, link.bulk);
    link.out.writeInt(4711); // what follows is not touched
    WireInput in = link.input();
    Received received = ThrowableForm.read(in, link.receiver, link.bulk);
    assertThat(in.readInt()).isEqualTo(4711);
    return received;
  }

  private static String printed(Throwable t) {
    StringWriter text = new StringWriter();
    t.printStackTrace(new PrintWriter(text, true));
    return text.toString().replace("\r\n", "\n");
  }

  static final class AppException extends RuntimeException {
    final int code;
    final int[] load;

    AppException(String message, int code, int[] load) {
      super(message);
      this.code = code;
      this.load = load;
    }

    @Override
    public String getMessage() {
      return super.getMessage() + " (code " + code + ")";
    }
  }

  @Test
  void anExceptionArrivesAsItselfWithItsFields() throws Exception {
    AppException sent = new AppException("m", 7, new int[10_000]);

    Received received = send(sent);

    assertThat(received.problem()).isNull();
    AppException original = (AppException) received.original();
    assertThat(original).isNotSameAs(sent).hasMessage("m (code 7)");
    assertThat(original.code).isEqualTo(7);
    assertThat(original.load).hasSize(10_000);
    assertThat(link.bulk).hasSize(1);
    assertThat(original.getStackTrace()).isEqualTo(sent.getStackTrace());
    assertThat(received.remote().className()).isEqualTo(AppException.class.getName());
    assertThat(received.remote().message()).isEqualTo("m (code 7)");
    assertThat(received.remote().text()).isEqualTo(printed(sent));
  }

  @Test
  void causesAndSuppressedOnesArriveInBothForms() throws Exception {
    Exception sent = new Exception("outer", new IOException("inner", new Error()));
    sent.addSuppressed(new IllegalStateException("first", new RuntimeException("its cause")));
    sent.addSuppressed(new IllegalStateException("second"));

    Received received = send(sent);

    Throwable original = received.original();
    assertThat(original).hasCauseInstanceOf(IOException.class);
    assertThat(original.getCause()).hasCauseInstanceOf(Error.class);
    assertThat(original.getSuppressed()).hasSize(2);
    assertThat(original.getSuppressed()[0]).hasCauseInstanceOf(RuntimeException.class);
    assertThat(printed(original)).isEqualTo(printed(sent));
    Remote remote = received.remote();
    assertThat(remote.text()).isEqualTo(printed(sent));
    assertThat(remote.cause().className()).isEqualTo("java.io.IOException");
    assertThat(remote.cause().cause().message()).isNull();
    assertThat(remote.suppressed()).extracting(Remote::message).containsExactly("first", "second");
    assertThat(remote.suppressed().get(0).cause().message()).isEqualTo("its cause");
    assertThat(remote.cause().text()).isEqualTo(printed(sent.getCause()));
  }

  static final class Carrier extends Exception {
    final Object load;

    Carrier(String message, Object load) {
      super(message);
      this.load = load;
    }
  }

  /** The JDK makes it of what only the JVM knows in which it was thrown. */
  @Test
  void theMessageOfANullPointerExceptionArrives() throws Exception {
    int[] none = null;
    NullPointerException thrown =
        catchThrowableOfType(NullPointerException.class, () -> none[0] = 1);
    thrown.initCause(new IOException("cause"));
    IllegalStateException suppressed = new IllegalStateException("suppressed", thrown); // a circle
    thrown.addSuppressed(suppressed);

    Exception sent = new RuntimeException("outer", thrown);
    sent.addSuppressed(new NullPointerException());

    Throwable outer = send(sent).original();

    Throwable received = outer.getCause();
    assertThat(received)
        .isExactlyInstanceOf(NullPointerException.class)
        .hasMessage(thrown.getMessage())
        .hasMessageContaining("because");
    assertThat(received.getStackTrace()).isEqualTo(thrown.getStackTrace());
    assertThat(received.getCause()).isInstanceOf(IOException.class).hasMessage("cause");
    assertThat(received.getSuppressed()).hasSize(1);
    assertThat(received.getSuppressed()[0]).hasMessage("suppressed");
    assertThat(received.getSuppressed()[0].getCause()).isSameAs(received);
    assertThat(outer.getSuppressed()[0])
        .isExactlyInstanceOf(NullPointerException.class)
        .hasMessage(null);
  }

  @Test
  void anExceptionWithAFieldThatCannotTravelArrivesInItsNeutralForm() throws Exception {
    Exception sent = new IllegalStateException("outer", new Carrier("inner", new Object()));

    Received received = send(sent);

    assertThat(received.original()).isNull();
    assertThat(received.problem()).isNull();
    assertThat(received.remote().cause().message()).isEqualTo("inner");
    assertThat(received.remote().text()).isEqualTo(printed(sent));
    assertThat(received.remote().stackTrace()).hasSameSizeAs(sent.getStackTrace());
    assertThat(received.remote().stackTrace()[0].toString())
        .isEqualTo(sent.getStackTrace()[0].toString());
  }

  static class Circular extends RuntimeException {
    Throwable other;

    Circular(String message) {
      super(message);
    }

    @Override
    public synchronized Throwable getCause() {
      return other;
    }
  }

  @Test
  void causesThatGoRoundInACircleEnd() throws Exception {
    Circular a = new Circular("a");
    Circular b = new Circular("b");
    a.other = b;
    b.other = a;
    b.addSuppressed(a);

    Received received = send(a);

    assertThat(received.original()).hasMessage("a");
    assertThat(received.remote().cause().message()).isEqualTo("b");
    assertThat(received.remote().cause().cause()).isNull();
    assertThat(received.remote().cause().suppressed()).isEmpty();
  }

  static final class Endless extends RuntimeException {
    @Override
    public synchronized Throwable getCause() {
      return new Endless();
    }
  }

  @Test
  void aChainOfCausesIsBounded() throws Exception {
    Remote remote = send(new Endless()).remote();

    int length = 0;
    for (Remote each = remote; each != null; each = each.cause()) {
      length++;
    }
    assertThat(length).isEqualTo(65);
  }

  @Test
  void aTreeOfSuppressedOnesIsBounded() throws Exception {
    assertThat(count(send(tree(9)).remote())).isEqualTo(256);
  }

  private static Exception tree(int depth) {
    Exception e = new Exception("depth " + depth);
    if (depth > 0) {
      e.addSuppressed(tree(depth - 1));
      e.addSuppressed(tree(depth - 1));
    }
    return e;
  }

  private static int count(Remote remote) {
    return 1 + remote.suppressed().stream().mapToInt(ThrowableFormTest::count).sum();
  }

  /** Throws from everything that can be overridden. */
  static final class Hostile extends RuntimeException {
    @Override
    public String getMessage() {
      throw new IllegalStateException("getMessage");
    }

    @Override
    public String toString() {
      throw new StackOverflowError("toString");
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new OutOfMemoryError("getStackTrace");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new AssertionError("getCause");
    }

    private void writeObject(ObjectOutputStream out) {
      throw new LinkageError("writeObject");
    }
  }

  @Test
  void anExceptionAllOfWhoseMethodsThrowIsDescribed() throws Exception {
    Received received = send(new Hostile());

    assertThat(received.original()).isNull();
    Remote remote = received.remote();
    assertThat(remote.className()).isEqualTo(Hostile.class.getName());
    assertThat(remote.message())
        .isEqualTo("(its getMessage() threw java.lang.IllegalStateException)");
    assertThat(remote.text()).isEqualTo(remote.className() + ": " + remote.message() + "\n");
    assertThat(remote.stackTrace()).isEmpty();
    assertThat(remote.cause()).isNull();
  }

  static final class Exhausting extends RuntimeException {
    private void writeObject(ObjectOutputStream out) {
      throw new OutOfMemoryError("writeObject");
    }
  }

  @Test
  void anExceptionThatTakesAllMemoryIsDescribed() throws Exception {
    Received received = send(new Exhausting());

    assertThat(received.original()).isNull();
    assertThat(received.remote().className()).isEqualTo(Exhausting.class.getName());
  }

  static final class Nulls extends RuntimeException {
    @Override
    public String toString() {
      return null;
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      return new StackTraceElement[] {null, new StackTraceElement("a.B", "c", null, -2), null};
    }
  }

  @Test
  void anExceptionThatReturnsNullsIsDescribed() throws Exception {
    Remote remote = send(new Nulls()).remote();

    assertThat(remote.text()).isEqualTo(Nulls.class.getName() + "\n\tat a.B.c(Native Method)\n");
  }

  @Test
  void messagesTracesAndTextsAreBounded() throws Exception {
    Exception sent = new Exception("m".repeat(100_000));
    StackTraceElement[] frames = new StackTraceElement[5_000];
    java.util.Arrays.fill(frames, new StackTraceElement("a.B", "c".repeat(5_000), "F.java", 1));
    sent.setStackTrace(frames);

    Remote remote = send(sent).remote();

    assertThat(remote.message()).hasSize(65_536 + "... (34464 more characters)".length());
    assertThat(remote.stackTrace()).hasSize(1024);
    assertThat(remote.stackTrace()[0].getMethodName()).hasSizeLessThan(1_100);
    assertThat(remote.text()).hasSizeLessThan(65_600).endsWith("\n... (cut)\n");
  }

  /** Throws while it is read. */
  static final class Trap extends RuntimeException {
    static Throwable onRead;

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable t) throws T {
      if (t != null) {
        throw (T) t;
      }
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      rethrow(onRead);
    }
  }

  @Test
  void anExceptionThatCannotBeReadBackArrivesInItsNeutralFormWithTheProblem() throws Exception {
    for (Throwable problem :
        new Throwable[] {
          new IllegalStateException("x"), new Error("x"), new StackOverflowError(), new Trap()
        }) {
      Trap.onRead = problem;
      try {
        Received received = send(new Trap());

        assertThat(received.original()).isNull();
        assertThat(received.problem()).isSameAs(problem);
        assertThat(received.remote().className()).isEqualTo(Trap.class.getName());
      } finally {
        Trap.onRead = null;
        link.out.reset();
      }
    }
  }

  static final class Masked extends RuntimeException {
    private Object writeReplace() {
      return "no exception at all";
    }
  }

  @Test
  void anExceptionThatIsReplacedBySomethingElseArrivesInItsNeutralForm() throws Exception {
    Received received = send(new Masked());

    assertThat(received.original()).isNull();
    assertThat(received.problem()).isInstanceOf(ClassCastException.class);
  }

  @Test
  void anExceptionWhoseClassIsMissingArrivesInItsNeutralForm() throws Exception {
    ClassNames without =
        new Link.Loaders() {
          @Override
          public Class<?> resolve(int loader, String name) throws ClassNotFoundException {
            if (name.equals(AppException.class.getName())) {
              throw new ClassNotFoundException(name);
            }
            return super.resolve(loader, name);
          }
        };
    ThrowableForm.write(link.out, new AppException("m", 1, new int[0]), link.sender, link.bulk);

    Received received =
        ThrowableForm.read(
            link.input(), new ValueCodec(without, Limits.DEFAULT), new ArrayList<>());

    assertThat(received.original()).isNull();
    assertThat(received.problem())
        .isInstanceOf(ClassNotFoundException.class)
        .hasMessage(AppException.class.getName());
    assertThat(received.remote().text()).contains("m (code 1)");
  }

  @Test
  void anExceptionThatIsTooBigArrivesInItsNeutralForm() throws Exception {
    Link small = new Link(new Limits(100, 10_000, 2_000));
    ThrowableForm.write(small.out, new Carrier("m", "x".repeat(10_000)), small.sender, small.bulk);

    Received received = ThrowableForm.read(small.input(), small.receiver, small.bulk);

    assertThat(received.original()).isNull();
    assertThat(received.remote().message()).isEqualTo("m");
  }

  @Test
  void framesOfModulesLookAsInATrace() throws Exception {
    Throwable sent = null;
    try {
      new ArrayList<>().iterator().next();
    } catch (RuntimeException e) {
      sent = e;
    }

    assertThat(send(sent).remote().text())
        .isEqualTo(printed(sent))
        .contains("\tat java.base/java.util.ArrayList$Itr.next(ArrayList.java:");
  }

  @Test
  void damagedBytesAreMalformedOrLeaveADescription() {
    Random random = new Random(3);
    ThrowableForm.write(link.out, new Exception("x", new Error()), link.sender, link.bulk);
    int size = link.out.size();
    byte[] original = link.out.array().clone();
    int malformed = 0;
    for (int i = 0; i < 500; i++) {
      byte[] bytes = original.clone();
      bytes[random.nextInt(size)] = (byte) random.nextInt();
      int length = i % 2 == 0 ? size : random.nextInt(size);
      try {
        ThrowableForm.read(new WireInput(bytes, 0, length), link.receiver, link.bulk);
      } catch (WireFormatException expected) {
        malformed++;
      }
    }
    assertThat(malformed).isGreaterThanOrEqualTo(250);
  }

  @Test
  void aChainThatIsTooLongIsMalformed() {
    WireOutput out = new WireOutput(0);
    for (int i = 0; i < 10_000; i++) {
      out.writeString("a.B");
      out.writeString(null);
      out.writeString(null);
      out.writeVarint(0);
      out.writeBoolean(true);
    }

    assertThatThrownBy(
            () ->
                ThrowableForm.read(
                    new WireInput(out.array(), 0, out.size()), link.receiver, link.bulk))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("more than 64 causes");
  }
}
