package concurrent.futures.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What lives outside the heap: threads, child processes and temporary files. */
public final class Leaks {
  /** Threads of the JDK and of the test frameworks, which may come at any time and stay. */
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "concurrent\\.futures-cleaner|ForkJoinPool.*|CompletableFutureDelayScheduler|.*Cleaner.*"
              + "|process reaper.*|Attach Listener|Signal Dispatcher|.*Poller.*"
              + "|VirtualThread-unblocker|VirtualThread-unparker|surefire.*|junit.*|awaitility.*"
              + "|watchdog|Keep-Alive-Timer|Reference Handler|Finalizer|.*Compiler.*");

  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final Subject subject;
  private final List<String> before;

  private Leaks(Subject subject) {
    this.subject = subject;
    this.before = now(subject);
  }

  /** Remembers what there is. */
  static Leaks remember(Subject subject) {
    return new Leaks(subject);
  }

  /** Fails if there is more than there was; what is in its last instructions is given time. */
  void check(Duration patience) {
    try {
      await()
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofNanos(500_000))
          .atMost(patience)
          .until(() -> newOnes().isEmpty());
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      assertThat(newOnes()).as("left behind by the test").isEmpty();
    }
  }

  private List<String> newOnes() {
    List<String> found = now(subject);
    before.forEach(found::remove); // one by one: names may repeat
    return found;
  }

  private static List<String> now(Subject subject) {
    List<String> found = new ArrayList<>();
    subject.threads().filter(n -> !NOT_OURS.matcher(n).matches()).forEach(found::add);
    ProcessHandle.current()
        .children()
        .forEach(
            child ->
                found.add("process " + child.pid() + " " + child.info().commandLine().orElse("")));
    found.addAll(temporaryFiles());
    return found;
  }

  /** Ours are named after this process, so that other builds on this machine do not disturb. */
  private static List<String> temporaryFiles() {
    String ours = "concurrent-futures-" + ProcessHandle.current().pid();
    return Stream.of(TEMPORARY, SHARED_MEMORY)
        .filter(Files::isDirectory)
        .flatMap(
            directory -> {
              try (Stream<Path> files = Files.list(directory)) {
                return files
                    .map(Path::toString)
                    .filter(name -> name.contains(ours))
                    .toList()
                    .stream();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  public static Stream<String> platformThreads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
  }

  /** Names of all live threads, virtual ones too. */
  public static Stream<String> allThreads() {
    Stream<String> virtual =
        Pattern.compile("(?m)^#\\d+ \"(.*)\" virtual")
            .matcher(ThreadDump.take())
            .results()
            .map(result -> result.group(1));
    return Stream.concat(platformThreads(), virtual);
  }
}
