package concurrent.futures.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OutputDrainTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void sinkThatThrowsDoesNotStopTheWorker() throws Exception {
    AtomicLong pieces = new AtomicLong();
    Process process =
        new ProcessBuilder("/bin/sh", "-c", "head -c 10000000 /dev/zero; echo done").start();
    try {
      OutputDrain drain =
          new OutputDrain(
              process.getInputStream(),
              piece -> {
                pieces.incrementAndGet();
                throw new StackOverflowError("in the sink");
              },
              "drain");
      drain.start();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      drain.join(LONG);
      assertThat(drain.tail()).hasSize(4096).endsWith("\0done\n");
      assertThat(pieces).hasValueGreaterThan(1000);
    } finally {
      ProcessTree.kill(process);
    }
  }

  @Test
  void tenMegabytesOfAWorkerArriveWhole() throws Exception {
    try (var worker = new StartedWorker(List.of(), "print", "10000000")) {
      assertThat(worker.report().exitCode()).isZero();
      assertThat(worker.printed()).hasSize(10_000_000);
    }
  }

  @Test
  void lastWordsArriveWheneverTheProcessEnds() throws Exception {
    String text = "x".repeat(20_000) + "end";
    for (int i = 0; i < 200; i++) {
      Process process = new ProcessBuilder("/bin/sh", "-c", "printf %s " + text).start();
      AtomicLong bytes = new AtomicLong();
      OutputDrain drain =
          new OutputDrain(process.getInputStream(), p -> bytes.addAndGet(p.length), "drain");
      drain.start();
      process.waitFor();
      drain.join(LONG);
      assertThat(drain.tail()).hasSize(4096).endsWith("end");
      assertThat(bytes).hasValue(text.length());
    }
  }

  @Test
  void lastWordsOfAKilledProcessArrive() throws Exception {
    String script = "printf first >&2; read x; printf last >&2; echo said; read x";
    Process process = new ProcessBuilder("/bin/sh", "-c", script).start();
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch killed = new CountDownLatch(1);
    Consumer<byte[]> slow =
        piece -> {
          first.countDown();
          await().until(() -> killed.getCount() == 0);
        };
    OutputDrain drain = new OutputDrain(process.getErrorStream(), slow, "drain");
    drain.start();
    first.await();
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    assertThat(process.getInputStream().read()).isEqualTo('s');
    ProcessTree.kill(process);
    killed.countDown();
    drain.join(LONG);
    assertThat(drain.tail()).isEqualTo("firstlast");
  }

  @Test
  void shortOutputIsTheWholeTail() throws Exception {
    assertThat(tailOf("")).isEmpty();
    assertThat(tailOf("only this")).isEqualTo("only this");
  }

  @Test
  void tailBeginsWithAWholeCharacter() throws Exception {
    assertThat(tailOf("ä".repeat(3000) + "!")).isEqualTo("ä".repeat(2047) + "!");
    assertThat(tailOf("€".repeat(3000))).isEqualTo("€".repeat(1365));
  }

  private static String tailOf(String text) throws InterruptedException {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    OutputDrain drain = new OutputDrain(in, piece -> {}, "drain");
    drain.start();
    drain.join(LONG);
    return drain.tail();
  }
}
