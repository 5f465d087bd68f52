package concurrent.futures.internal.process;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real worker JVM, which runs {@link TestWorker} and is killed in the end. */
final class StartedWorker implements AutoCloseable {
  final Process process;
  private final RunDirectory directory;
  private final OutputDrain drain;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream(); // synchronized itself

  StartedWorker(List<String> jvmOptions, String... arguments) throws IOException {
    directory = RunDirectory.acquire();
    JvmSettings settings = settings(jvmOptions);
    List<String> command =
        JvmCommand.of(settings, directory, TestWorker.class.getName(), List.of(arguments), true);
    process = new ProcessBuilder(command).start();
    drain = new OutputDrain(process.getErrorStream(), printed::writeBytes, "drain");
    drain.start();
  }

  static JvmSettings settings(List<String> jvmOptions) {
    return new JvmSettings(JvmSettings.currentJava(), jvmOptions, null, Map.of(), null, 2, 0);
  }

  /** Waits until it has printed a line with the text. */
  StartedWorker untilPrinted(String text) {
    await().atMost(Duration.ofSeconds(20)).until(() -> printed().contains(text));
    return this;
  }

  String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** Sends a signal, as the command kill does. */
  StartedWorker signal(String name) throws IOException, InterruptedException {
    String command = "kill -" + name + " " + process.pid();
    new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start().waitFor();
    return this;
  }

  /** Waits for its end and says how it was. */
  ExitReport report() throws InterruptedException {
    return report(null, null);
  }

  ExitReport report(String exitFrame, String killedBecause) throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the worker does not end; it printed: " + printed());
    }
    drain.join(Duration.ofSeconds(10));
    return ExitReport.of(
        process.pid(), process.exitValue(), drain.tail(), directory, exitFrame, killedBecause);
  }

  @Override
  public void close() {
    ProcessTree.kill(process);
    process.onExit().join();
    directory.close();
  }
}
