package concurrent.futures.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JvmCommandTest {
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @AfterEach
  void restoreClassPath() {
    System.setProperty("java.class.path", CLASS_PATH);
  }

  @Test
  void workerGetsItsDefaults() throws IOException {
    try (RunDirectory directory = RunDirectory.acquire()) {
      assertThat(JvmCommand.of(settings(), directory, "Main", List.of("a", "b"), false))
          .startsWith(JvmSettings.currentJava().toString(), "-XX:+DisplayVMOutputToStderr")
          .contains(
              "-XX:-UsePerfData",
              "-XX:ErrorFile=" + directory.path() + "/hs_err_%p.log",
              "-XX:+ExitOnOutOfMemoryError",
              "-XX:+UseG1GC",
              "-Dconcurrent.futures.depth=1")
          .endsWith("Main", "a", "b")
          .doesNotContain("-Xmx")
          .noneMatch(word -> word.startsWith("--add-")); // a JVM starts slowly with these
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:ActiveProcessorCount=9, -XX:ActiveProcessorCount",
    "-XX:+UsePerfData, -XX:-UsePerfData",
    "-XX:ErrorFile=x, -XX:ErrorFile",
    "-XX:-ExitOnOutOfMemoryError, -XX:+ExitOnOutOfMemoryError",
    "-XX:+UseZGC, -XX:+UseG1GC"
  })
  void optionOfTheUserReplacesTheDefault(String option, String replaced) throws IOException {
    List<String> command = command(settings(option));
    assertThat(command).contains(option);
    assertThat(command)
        .filteredOn(word -> word.startsWith(replaced) && !word.equals(option))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Serial", "Parallel"})
  void collectorsThatStopSlowlyAreHelped(String collector) throws IOException {
    String chosen = "-XX:+Use" + collector + "GC";
    assertThat(command(settings(chosen)))
        .contains(chosen, "-XX:+UseCountedLoopSafepoints", "-XX:LoopStripMiningIter=1000");
    assertThat(command(settings(chosen, "-XX:-UseCountedLoopSafepoints")))
        .doesNotContain("-XX:+UseCountedLoopSafepoints");
  }

  /** To choose a second one is an error. */
  @ParameterizedTest
  @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void collectorInTheEnvironmentIsChosen(String variable) throws IOException {
    assertThat(command(settings(Map.of(variable, "-Xms8m  -XX:+UseParallelGC"))))
        .doesNotContain("-XX:+UseG1GC")
        .contains("-XX:+UseCountedLoopSafepoints");
    assertThat(command(settings(Map.of(variable, "-XX:+UseZGC"))))
        .doesNotContain("-XX:+UseG1GC", "-XX:+UseCountedLoopSafepoints");
    assertThat(command(settings(Map.of(variable, "-XX:-UseZGC")))).contains("-XX:+UseG1GC");
  }

  /** Pools in workers, which may have another directory, use it, too. */
  @ParameterizedTest
  @ValueSource(strings = {"some/where", "off"})
  void placeOfArchivesIsPassedOn(String place) throws IOException {
    String before = System.getProperty(StartCache.PROPERTY);
    System.setProperty(StartCache.PROPERTY, place);
    try {
      String passed = place.equals("off") ? place : Path.of(place).toAbsolutePath().toString();
      assertThat(command(settings())).contains("-D" + StartCache.PROPERTY + "=" + passed);
    } finally {
      if (before == null) {
        System.clearProperty(StartCache.PROPERTY);
      } else {
        System.setProperty(StartCache.PROPERTY, before);
      }
    }
  }

  @Test
  void processorsAreShared() throws IOException {
    int all = Runtime.getRuntime().availableProcessors();
    assertThat(command(settings(1))).contains("-XX:ActiveProcessorCount=" + all);
    assertThat(command(settings(1000))).contains("-XX:ActiveProcessorCount=1");
  }

  /** There is no archive for a directory of classes. */
  @Test
  void anotherProcessorLoadsClassesAhead() throws IOException {
    boolean another = Runtime.getRuntime().availableProcessors() > 1;
    assertThat(command(settings()).contains("-Dconcurrent.futures.preload=true"))
        .isEqualTo(another);
  }

  @Test
  void shellMovesTheLinkAndKeepsTheCommand() throws IOException {
    try (RunDirectory directory = RunDirectory.acquire()) {
      List<String> plain = JvmCommand.of(settings(), directory, "Main", List.of(), false);
      List<String> shell = JvmCommand.of(settings(), directory, "Main", List.of(), true);
      assertThat(shell).startsWith("/bin/sh", "-c").contains("sh", plain.get(0)).endsWith("Main");
      assertThat(shell).doesNotContain("-Xlog:disable");
    }
  }

  @Test
  void classPathIsAbsoluteAndBeginsWithThisLibrary() throws IOException {
    System.setProperty("java.class.path", "lib/a.jar" + File.pathSeparator + File.pathSeparator);
    List<String> entries = List.of(classPathOf(command(settings())).split(File.pathSeparator));
    assertThat(entries).hasSize(2);
    assertThat(entries.get(0))
        .matches(entry -> new File(entry, "concurrent/futures").isDirectory());
    assertThat(entries.get(1)).isEqualTo(Path.of("lib/a.jar").toAbsolutePath().toString());
    System.setProperty("java.class.path", "");
    assertThat(classPathOf(command(settings()))).isEqualTo(entries.get(0));
  }

  @Test
  void longClassPathGoesIntoAFile() throws Exception {
    String tests =
        JvmCommandTest.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    StringBuilder path = new StringBuilder(new File(tests).getPath());
    for (int i = 0; i < 3000; i++) {
      path.append(File.pathSeparator).append("/no such directory/\"quoted\"/library-").append(i);
    }
    System.setProperty("java.class.path", path.toString());
    try (var worker = new StartedWorker(List.of(), "describe")) {
      assertThat(worker.report().exitCode()).isZero();
      assertThat(worker.printed().contains(":" + path + "\n")).isTrue();
      assertThat(String.join(" ", command(settings()))).hasSizeLessThan(5000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "512", "1k", "lots", "1.5g", "-1m", "3m", "512mb"})
  void wrongHeapIsRefused(String heap) {
    assertThatThrownBy(() -> settings(heap, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxHeap is ")
        .hasMessageContaining(heap)
        .hasMessageContaining("512m or 2g");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4m", "512M", "2g", "16777216", "8192k", "1T"})
  void heapIsPassedOn(String heap) throws IOException {
    assertThat(command(settings(heap, List.of()))).contains("-Xmx" + heap);
  }

  @Test
  void sizesAreReadAsBytes() {
    assertThat(JvmSettings.bytes("size", "17")).isEqualTo(17);
    assertThat(JvmSettings.bytes("size", "3k")).isEqualTo(3L << 10);
    assertThat(JvmSettings.bytes("size", "2G")).isEqualTo(2L << 30);
    assertThat(JvmSettings.bytes("size", "99999999999t")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void twoHeapsAreRefused() {
    assertThatThrownBy(() -> settings("1g", List.of("-Xmx2g")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxHeap is 1g and jvmOptions say -Xmx2g: give one of the two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-cp", "--class-path=x", "-jar", "--module-path"})
  void optionThatNamesOtherCodeIsRefused(String option) {
    assertThatThrownBy(() -> settings(option))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option);
  }

  @Test
  void settingsAreCopied() {
    List<String> options = new ArrayList<>(List.of("-Xss1m"));
    JvmSettings settings = settings(null, options);
    options.clear();
    assertThat(settings.jvmOptions()).containsExactly("-Xss1m");
  }

  @Test
  void linkIsOnDescriptorsThreeAndFour() throws Exception {
    byte[] bytes = {0, 1, (byte) 0xff, '\n'};
    try (var worker = new StartedWorker(List.of(), "echo")) {
      try (OutputStream link = worker.process.getOutputStream()) {
        link.write(bytes);
      }
      assertThat(worker.process.getInputStream().readAllBytes()).isEqualTo(bytes);
      assertThat(worker.report().exitCode()).isZero();
      assertThat(worker.printed())
          .contains("on standard output\n", "on standard error\n", "System.in: -1\n");
    }
  }

  @Test
  void interruptAndHangUpAreForTheParent() throws Exception {
    try (var worker = new StartedWorker(List.of(), "wait")) {
      worker.untilPrinted("ready").signal("INT").signal("HUP").signal("QUIT");
      // the thread dump of SIGQUIT comes after the other two
      worker.untilPrinted("Full thread dump");
      assertThat(worker.process.isAlive()).isTrue();
    }
  }

  @Test
  void whatTheJvmPrintsIsNotOnTheLinkWithoutAShell() throws Exception {
    try (RunDirectory directory = RunDirectory.acquire()) {
      List<String> command =
          JvmCommand.of(
              settings("16m", List.of()),
              directory,
              TestWorker.class.getName(),
              List.of("heap"),
              false);
      Process process = new ProcessBuilder(command).start();
      assertThat(process.getInputStream().readAllBytes()).isEmpty();
      String printed = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      ExitReport report =
          ExitReport.of(process.pid(), process.waitFor(), printed, directory, null, null);
      assertThat(report.kind()).isEqualTo(ExitReport.Kind.OUT_OF_MEMORY);
    }
  }

  @Test
  void workerOnTheClassPathOpensNothing() throws Exception {
    try (var worker = new StartedWorker(List.of(), "describe")) {
      assertThat(worker.report().exitCode()).isZero();
      assertThat(worker.printed())
          .contains("module null\n", "depth 1\n", "closed SerializedLambda");
    }
  }

  @Test
  void shellCanBeSwitchedOff() {
    assertThat(JvmCommand.hasShell()).isTrue();
    System.setProperty("concurrent.futures.shell", "false");
    try {
      assertThat(JvmCommand.hasShell()).isFalse();
    } finally {
      System.clearProperty("concurrent.futures.shell");
    }
  }

  private static List<String> command(JvmSettings settings) throws IOException {
    try (RunDirectory directory = RunDirectory.acquire()) {
      return JvmCommand.of(settings, directory, "Main", List.of(), true);
    }
  }

  private static String classPathOf(List<String> command) {
    return command.get(command.indexOf("-cp") + 1);
  }

  private static JvmSettings settings(String... options) {
    return settings(null, List.of(options));
  }

  private static JvmSettings settings(String heap, List<String> options) {
    return settings(heap, options, 2);
  }

  private static JvmSettings settings(int workers) {
    return settings(null, List.of(), workers);
  }

  private static JvmSettings settings(Map<String, String> environment) {
    return settings(null, List.of(), 2, environment);
  }

  private static JvmSettings settings(String heap, List<String> options, int workers) {
    return settings(heap, options, workers, Map.of());
  }

  private static JvmSettings settings(
      String heap, List<String> options, int workers, Map<String, String> environment) {
    return new JvmSettings(JvmSettings.currentJava(), options, heap, environment, null, workers, 0);
  }
}
