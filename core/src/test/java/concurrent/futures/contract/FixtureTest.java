package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.BrokenExecutorException;
import concurrent.futures.Executor;
import concurrent.futures.PoolExecutor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The fixture of the contract suite: its gates work across JVMs, its teardown finds leaks. */
@ExtendWith(Watchdog.class)
class FixtureTest {
  /** Nothing is opened here. */
  static final class Nothing implements Subject {
    @Override
    public Executor open(Consumer<PoolExecutor.Builder<?>> settings) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Class<? extends BrokenExecutorException> broken() {
      return BrokenExecutorException.class;
    }
  }

  /** What the other JVM is given. */
  private record Handles(Gate gate, Counter counter, EventLog log) implements Serializable {}

  /** The other JVM. */
  static final class Elsewhere {
    public static void main(String[] args) throws Exception {
      byte[] bytes = Base64.getDecoder().decode(args[0]);
      Handles handles =
          (Handles) new ObjectInputStream(new ByteArrayInputStream(bytes)).readObject();
      handles.log.add("before the gate");
      handles.gate.arriveAndAwait();
      handles.log.add("behind the gate");
      System.out.println(handles.counter.increment());
    }
  }

  @Test
  void gatesWorkAcrossJvms() throws Exception {
    try (Gates gates = new Gates()) {
      Handles handles = new Handles(gates.gate(), gates.counter(), gates.log());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      new ObjectOutputStream(bytes).writeObject(handles);
      String argument = Base64.getEncoder().encodeToString(bytes.toByteArray());
      handles.counter.increment();
      WaitingThread<Jvm> other = WaitingThread.start(() -> Jvm.run(Elsewhere.class, argument));
      handles.gate.awaitArrivals(1);
      assertThat(handles.log.events()).containsExactly("before the gate");
      handles.gate.open();
      assertThat(other.result().out()).containsExactly("2");
      assertThat(handles.log.events()).containsExactly("before the gate", "behind the gate");
    }
  }

  @Test
  void waitingAtAGateIsInterruptibleAndCountingIsNot() throws Exception {
    try (Gates gates = new Gates()) {
      Gate gate = gates.gate();
      Counter counter = gates.counter();
      Thread.currentThread().interrupt();
      assertThat(counter.increment()).isEqualTo(1);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThatThrownBy(gate::await).isInstanceOf(InterruptedException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      gate.open();
      gate.arriveAndAwait();
      assertThat(counter.get()).isEqualTo(1);
    }
  }

  @Test
  void whoWaitsFailsWhenTheGatesAreClosed() throws Exception {
    Gates gates = new Gates();
    Gate gate = gates.gate();
    WaitingThread<?> waiting =
        WaitingThread.start(
            () -> {
              gate.arriveAndAwait();
              return null;
            });
    gate.awaitArrivals(1);
    gates.close();
    assertThat(waiting.failure()).hasMessage("the gates are closed, the test is over");
  }

  @Test
  void forgottenThreadIsFound() throws Exception {
    Leaks leaks = Leaks.remember(new Nothing());
    CountDownLatch end = new CountDownLatch(1);
    Thread forgotten =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "forgotten");
    forgotten.start();
    assertThatThrownBy(() -> leaks.check(Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("left behind")
        .hasMessageContaining("forgotten");
    end.countDown();
    leaks.check(Duration.ofSeconds(10));
  }

  @Test
  void forgottenFileAndProcessAreFound() throws Exception {
    Leaks leaks = Leaks.remember(new Nothing());
    Path file =
        Files.createTempFile("concurrent-futures-" + ProcessHandle.current().pid() + "-", "x");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Lingering.class.getName())
            .start();
    assertThatThrownBy(() -> leaks.check(Duration.ofMillis(1)))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("process ");
    Files.delete(file);
    process.destroyForcibly().waitFor();
    leaks.check(Duration.ofSeconds(10));
  }

  /** A program that goes on until its stdin is closed. */
  static final class Lingering {
    public static void main(String[] args) throws Exception {
      System.in.readAllBytes();
    }
  }

  /** The dump of the watchdog is of use only if it shows everybody. */
  @Test
  void threadDumpShowsEveryThread() {
    assertThat(ThreadDump.take()).contains("threadDumpShowsEveryThread", "watchdog");
  }

  /** A JVM that prints to stderr fails its test; here is what the test sees. */
  @Test
  void jvmTellsHowItsProgramEnded() throws Exception {
    Jvm ended = Jvm.run(List.of("-Dtext=hello"), Failing.class);
    assertThat(ended.exitCode()).isEqualTo(5);
    assertThat(ended.out()).containsExactly("hello");
    assertThat(ended.err()).containsExactly("oops");
  }

  /** A program that fails. */
  static final class Failing {
    public static void main(String[] args) {
      System.out.println(System.getProperty("text"));
      System.err.println("oops");
      System.exit(5);
    }
  }
}
