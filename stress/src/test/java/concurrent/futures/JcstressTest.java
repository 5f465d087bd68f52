package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jcstress.annotations.JCStressTest;

/**
 * Runs jcstress, which forks a JVM for each of its tests, and asks of each proof that no forbidden
 * outcome was seen, and of each twin, which is broken on purpose, that one was.
 *
 * <p>The build runs those that Lincheck has nothing like; {@code -Plong} all of them, longer and in
 * all compilation modes. {@code -Djcstress.only=Pool} picks by name.
 *
 * <p>Two actors at most: jcstress skips, with exit code 0, what has more actors than the machine
 * has processors. That is why a test must be seen to have run.
 */
class JcstressTest {
  private static final List<Class<?>> GROUPS =
      List.of(
          FutureStress.class,
          QueueStress.class,
          WaitStress.class,
          CompletedStress.class,
          PoolStress.class,
          RingStress.class);

  private static final Set<String> SHORT =
      Set.of(
          "FutureStress.Publication",
          "FutureStress.PublicationTwin",
          "FutureStress.CallbackThread",
          "FutureStress.CancelOrFinish",
          "QueueStress.PollOvertakesAdd",
          "QueueStress.PollOvertakesAddTwin",
          "CompletedStress.CloseWhileAdding",
          "PoolStress.NobodySleeps",
          "PoolStress.NobodySleepsTwin",
          "PoolStress.SubmitWhileFinishing",
          "PoolStress.SubmitOrShutdown",
          "PoolStress.SubmitOrShutdownNow",
          "PoolStress.KeepAlive",
          "PoolStress.Interrupt",
          "PoolStress.InterruptTwin",
          "PoolStress.CallbacksOrTerminate",
          "RingStress.WakeUp",
          "RingStress.WakeUpTwin",
          "RingStress.OwedBell",
          "RingStress.Bytes");

  /** The line above the table of a test's outcomes. */
  private static final Pattern VERDICT =
      Pattern.compile("\\[([A-Z ]+)] concurrent\\.futures\\.(\\S+)");

  @TestFactory
  Stream<DynamicTest> proofsPassAndTwinsAreRejected() throws IOException, InterruptedException {
    List<String> chosen = chosen();
    List<String> output = run("proofs", chosen.stream().filter(name -> !isTwin(name)).toList());
    output.addAll(run("twins", chosen.stream().filter(JcstressTest::isTwin).toList()));
    return chosen.stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    isTwin(name) ? name + " is rejected" : name, () -> check(name, output)));
  }

  private static boolean isTwin(String name) {
    return name.endsWith("Twin");
  }

  private static void check(String name, List<String> output) {
    List<String> verdicts = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    boolean inTable = false;
    for (String line : output) {
      Matcher verdict = VERDICT.matcher(line);
      if (verdict.find()) {
        inTable = verdict.group(2).equals(name);
        if (inTable) {
          verdicts.add(verdict.group(1));
        }
      }
      if (inTable && !line.isBlank()) {
        tables.add(line);
      }
    }
    assertThat(verdicts)
        .as(
            "it has run, which needs two processors: %s",
            join(output.subList(Math.max(0, output.size() - 10), output.size())))
        .isNotEmpty();
    if (isTwin(name)) {
      assertThat(verdicts).as("broken on purpose%n%s", join(tables)).contains("FAILED");
    } else {
      assertThat(verdicts).as(join(tables)).containsOnly("OK");
    }
  }

  private static String join(List<String> lines) {
    return String.join(System.lineSeparator(), lines);
  }

  private static List<String> chosen() {
    String only = System.getProperty("jcstress.only");
    return GROUPS.stream()
        .flatMap(group -> Stream.of(group.getDeclaredClasses()))
        .filter(nested -> nested.isAnnotationPresent(JCStressTest.class))
        .map(test -> test.getDeclaringClass().getSimpleName() + "." + test.getSimpleName())
        .filter(
            only == null
                ? name -> ModelChecks.LONG || SHORT.contains(name)
                : name -> name.contains(only))
        .sorted()
        .toList();
  }

  /**
   * Runs the tests in a JVM of its own, and returns what it printed. Twins take longer: one that is
   * not compiled yet may do nothing wrong for 50,000 times.
   */
  private static List<String> run(String name, List<String> tests)
      throws IOException, InterruptedException {
    if (tests.isEmpty()) {
      return new ArrayList<>(); // no pattern, which would choose all
    }
    Path results = buildDirectory().resolve("jcstress").resolve(name);
    Files.createDirectories(results);
    Path output = results.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath()));
    command.add("org.openjdk.jcstress.Main");
    command.addAll(List.of("-r", results.toString(), "-v", "-sc", "false", "-f", "1"));
    String iterations = ModelChecks.LONG ? "5" : name.equals("twins") ? "2" : "1";
    String milliseconds = ModelChecks.LONG || name.equals("twins") ? "500" : "100";
    command.addAll(List.of("-iters", iterations, "-time", milliseconds));
    if (!ModelChecks.LONG) { // naming arguments for the forks leaves one mode of those of a JVM
      command.addAll(List.of("-jvmArgs", "-Xmx256m -XX:+UseSerialGC"));
    }
    command.addAll(List.of("-t", "\\.(" + String.join("|", tests).replace(".", "\\.") + ")$"));
    Process process =
        new ProcessBuilder(command)
            .directory(results.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(ModelChecks.LONG ? 180 : 5, TimeUnit.MINUTES))
          .as("jcstress came to its end: %s", output)
          .isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new ArrayList<>(Files.readAllLines(output));
  }

  /** As seen from another directory. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Maven may have been given another one than {@code target}. */
  private static Path buildDirectory() {
    try {
      var location = JcstressTest.class.getProtectionDomain().getCodeSource().getLocation();
      return Objects.requireNonNull(Path.of(location.toURI()).getParent());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
