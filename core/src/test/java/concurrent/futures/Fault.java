package concurrent.futures;

import concurrent.futures.WorkerCrashedException.Kind;
import concurrent.futures.contract.Gate;
import concurrent.futures.contract.Tasks;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may go wrong, in whatever JVM it {@linkplain #happen happens}. */
enum Fault {
  EXCEPTION(Tasks.Crash.class),
  ERROR(AssertionError.class),
  STACK_OVERFLOW(StackOverflowError.class),
  DIRECT_MEMORY(OutOfMemoryError.class),
  OUT_OF_MEMORY_BY_JAVA_CODE(OutOfMemoryError.class),
  WAIT(null),
  HANG(null),
  GARBAGE_IN_THE_OUTPUT(null),
  HEAP(Kind.OUT_OF_MEMORY, 3, null),
  EXIT_7(Kind.EXIT, 7, null),
  EXIT_0(Kind.EXIT, 0, null),
  HALT_3(Kind.HALT, 3, null),
  HALT_0(Kind.HALT, 0, null),
  SIGSEGV(Kind.SIGNAL, 134, "SIGSEGV"),
  SIGKILL(Kind.SIGNAL, 137, "SIGKILL"),
  GARBAGE_IN_THE_LINK(Kind.PROTOCOL, 137, null);

  /** What is thrown, or null. */
  final @Nullable Class<? extends Throwable> thrown;

  /** How the process ends, or null if it does not. */
  final @Nullable Kind kind;

  final int exitCode;
  final @Nullable String signal;

  Fault(@Nullable Class<? extends Throwable> thrown) {
    this.thrown = thrown;
    this.kind = null;
    this.exitCode = 0;
    this.signal = null;
  }

  Fault(Kind kind, int exitCode, @Nullable String signal) {
    this.thrown = null;
    this.kind = kind;
    this.exitCode = exitCode;
    this.signal = signal;
  }

  /** True if the process ends with it. */
  boolean isFatal() {
    return kind != null;
  }

  /** True if it is over only when somebody ends it. */
  boolean isEndless() {
    return this == WAIT || this == HANG;
  }

  /** Makes it happen. An endless one arrives at the gate. */
  String happen(Gate gate) throws IOException {
    switch (this) {
      case EXCEPTION -> throw new Tasks.Crash(7);
      case ERROR -> throw new AssertionError("as a failed assertion");
      case STACK_OVERFLOW -> overflow(0);
      case DIRECT_MEMORY -> exhaustDirectMemory();
      case OUT_OF_MEMORY_BY_JAVA_CODE -> throw new OutOfMemoryError("said by Java code");
      case WAIT -> waitAt(gate);
      case HANG -> gate.arriveAndAwaitUninterruptibly();
      case GARBAGE_IN_THE_OUTPUT -> writeTo("/dev/fd/1", "/dev/fd/2");
      case GARBAGE_IN_THE_LINK -> writeTo("/dev/fd/4");
      case HEAP -> exhaustHeap();
      case EXIT_7, EXIT_0 -> System.exit(exitCode);
      case HALT_3, HALT_0 -> Runtime.getRuntime().halt(exitCode);
      case SIGSEGV -> writeToAddressZero();
      case SIGKILL -> killThisProcess();
    }
    return "went on";
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }

  private static void exhaustDirectMemory() {
    List<ByteBuffer> held = new ArrayList<>();
    for (; ; ) {
      held.add(ByteBuffer.allocateDirect(1 << 20));
    }
  }

  private static void exhaustHeap() {
    List<byte[]> held = new ArrayList<>();
    for (; ; ) {
      held.add(new byte[1 << 20]);
    }
  }

  private static void waitAt(Gate gate) throws IOException {
    try {
      gate.arriveAndAwait();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("at the gate");
    }
  }

  private static void writeTo(String... files) throws IOException {
    for (String file : files) {
      try (OutputStream out = new FileOutputStream(file)) {
        out.write("from native code, as it were\n".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void writeToAddressZero() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field unsafe = type.getDeclaredField("theUnsafe");
      unsafe.setAccessible(true);
      type.getMethod("putAddress", long.class, long.class).invoke(unsafe.get(null), 0L, 0L);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void killThisProcess() throws IOException {
    try {
      String pid = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-KILL", pid).start().waitFor();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("before it was dead");
    }
  }

  /** A value whose deserialization goes wrong. */
  static final class OnRead implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Fault fault;
    private final Gate gate;

    OnRead(Fault fault, Gate gate) {
      this.fault = fault;
      this.gate = gate;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      fault.happen(gate);
    }
  }

  /** A value whose serialization goes wrong. */
  static final class OnWrite implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Fault fault;
    private final Gate gate;

    OnWrite(Fault fault, Gate gate) {
      this.fault = fault;
      this.gate = gate;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      out.defaultWriteObject();
      fault.happen(gate);
    }
  }
}
