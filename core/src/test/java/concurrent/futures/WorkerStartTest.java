package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import concurrent.futures.contract.Jvm;
import concurrent.futures.internal.process.Loaders;
import concurrent.futures.internal.wire.WireOutput;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a worker loads before its first task, and the archive from which it loads it.
 *
 * <p>Longer than 400 lines because all of it starts programs with this library as a jar.
 */
class WorkerStartTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PRELOAD = "concurrent.futures.preload";
  private static final Pattern OF_THIS_LIBRARY =
      Pattern.compile(" (concurrent\\.futures\\.[\\w.$]+) source: ");

  private static final List<String> NEEDED =
      List.of(
          "concurrent.futures.internal.worker.TaskThread",
          "concurrent.futures.internal.worker.CallRunner",
          "concurrent.futures.internal.wire.InvokerClass");

  @TempDir Path temporary;
  private Path classes;
  private Path core;
  private Path cache;

  @BeforeEach
  void makeJar() throws Exception {
    classes = locationOf(ProcessPoolExecutor.class);
    core = temporary.resolve("core.jar");
    cache = temporary.resolve("cache");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(core));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        jar.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, (OutputStream) jar);
      }
    }
  }

  // ---- the way to the first task

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothingCostlyIsLoadedBeforeTheFirstTask(boolean ahead) throws Exception {
    List<String> loaded = loadedBeforeTheTask("off", "-D" + PRELOAD + "=" + ahead);
    if (ahead
        && Runtime.version().feature()
            >= 24) { // the JDK's own, where it defines the class that calls the task's method
      loaded.removeIf(line -> line.contains("java.lang.invoke.InnerClassLambdaMetafactory"));
    }
    assertThat(loaded).anyMatch(line -> line.contains("internal.worker.WorkerMain "));
    int main = 0;
    while (!loaded.get(main).contains("internal.worker.WorkerMain ")) {
      main++; // the JVM itself
    }
    assertThat(loaded.subList(main, loaded.size()))
        .noneMatch(
            line ->
                line.matches(
                    ".*\\b(sun\\.nio\\.ch\\.\\w*Socket|java\\.lang\\.ProcessHandleImpl|java\\.util\\.logging"
                        + "|jdk\\.internal\\.logger|java\\.lang\\.invoke\\.StringConcatFactory"
                        + "|java\\.lang\\.invoke\\.InnerClassLambdaMetafactory|java\\.io\\.ObjectInputStream "
                        + "|java\\.security\\.SecureRandom |java\\.lang\\.invoke\\.VarHandleGuards ).*"));
  }

  /** A worker says that it is ready, and nobody answers. */
  @Test
  void codeOfTheFirstTaskAndNoOtherIsLoadedBesideTheLink() throws Exception {
    Path log = temporary.resolve("ahead.txt");
    Process worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + PRELOAD + "=true",
                "-Xlog:class+load:file=" + log,
                "-cp",
                core.toString(),
                "concurrent.futures.internal.worker.WorkerMain")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream link = worker.getOutputStream()) {
      await().atMost(LIMIT).until(() -> Files.exists(log) && namesIn(log).containsAll(NEEDED));
    }
    assertThat(worker.waitFor()).isEqualTo(86); // its parent has gone
    Set<String> ahead = namesIn(log);
    ahead.removeIf(name -> name.contains(".Preload"));
    assertThat(namesLoaded()).containsAll(ahead);
  }

  /** This library's classes that a worker loads for a task. */
  private Set<String> namesLoaded() throws Exception {
    Path log = temporary.resolve("loaded.txt");
    String[] options = {"-D" + PRELOAD + "=false", "-Xlog:class+load:file=" + log};
    assertThat(Jvm.command("java", command("off", options), "").out()).containsExactly("2");
    return namesIn(log);
  }

  private static Set<String> namesIn(Path log) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : Files.readAllLines(log)) {
      Matcher loaded = OF_THIS_LIBRARY.matcher(line);
      if (loaded.find()) {
        names.add(loaded.group(1));
      }
    }
    return names;
  }

  // ---- the archive

  @Test
  void archiveIsMadeOnceByTwoProgramsAndUsed() throws Exception {
    Process one = start(cache.toString());
    Process two = start(cache.toString());
    assertThat(one.waitFor()).isZero();
    assertThat(two.waitFor()).isZero();
    Path archive = awaitArchive();
    assertUsed(archive);
    await().atMost(LIMIT).until(() -> names().size() == 2); // no draft is left
    assertThat(names()).contains("lock");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "changed", "garbage"})
  void damagedArchiveIsMadeAgain(String damage) throws Exception {
    assertThat(start(cache.toString()).waitFor()).isZero();
    Path archive = awaitArchive();
    byte[] bytes = Files.readAllBytes(archive);
    switch (damage) {
      case "cut" -> Files.write(archive, Arrays.copyOf(bytes, bytes.length / 2));
      case "changed" -> {
        bytes[bytes.length / 2]++;
        Files.write(archive, bytes);
      }
      default -> Files.writeString(archive, "garbage");
    }
    assertThat(loadedBeforeTheTask(cache.toString())).noneMatch(WorkerStartTest::isFromArchive);
    awaitArchive();
    assertUsed(archive);
  }

  /** Which workers and the archive's maker inherit. */
  @ParameterizedTest
  @ValueSource(strings = {"Serial", "Parallel"})
  void archiveIsMadeForACollectorThatTheEnvironmentChooses(String collector) throws Exception {
    String chosen = "-XX:+Use" + collector + "GC";
    assertThat(startWith(chosen, cache.toString()).waitFor()).isZero();
    awaitArchive();
    Path log = temporary.resolve("loaded.txt");
    assertThat(startWith(chosen, cache.toString(), "-Xlog:class+load:file=" + log).waitFor())
        .isZero();
    assertThat(Files.readAllLines(log)).anyMatch(WorkerStartTest::isFromArchive);
  }

  @Test
  void archiveThatOthersMayWriteIsNotUsed() throws Exception {
    assertThat(start(cache.toString()).waitFor()).isZero();
    awaitArchive();
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(loadedBeforeTheTask(cache.toString())).noneMatch(WorkerStartTest::isFromArchive);
  }

  @Test
  void archiveOfAnotherJdkOrJarIsAnotherFile() throws Exception {
    assertThat(start(cache.toString()).waitFor()).isZero();
    Path archive = awaitArchive();
    String feature = Runtime.version().feature() + "-";
    assertThat(archive.getFileName().toString()).startsWith(feature);
    Files.setLastModifiedTime(core, FileTime.fromMillis(1_000_000_000_000L)); // another build
    assertThat(loadedBeforeTheTask(cache.toString())).noneMatch(WorkerStartTest::isFromArchive);
    await().atMost(LIMIT).until(() -> archives().size() == 2);
    assertUsed(archive);
  }

  @Test
  void archiveThatTheJvmRefusesDoesNoHarm() throws Exception {
    assertThat(start(cache.toString()).waitFor()).isZero();
    Path archive = awaitArchive();
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      int length = (int) file.length() - 24; // without the trailer
      byte[] bytes = new byte[length];
      file.readFully(bytes);
      Arrays.fill(bytes, 0, 512, (byte) 1); // as of another JVM: its header, version included
      CRC32 checksum = new CRC32();
      checksum.update(bytes);
      file.seek(0);
      file.write(bytes);
      file.seek(length + 16);
      file.writeLong(checksum.getValue());
    }
    assertThat(loadedBeforeTheTask(cache.toString())).noneMatch(WorkerStartTest::isFromArchive);
    assertThat(archive).exists();
  }

  @Test
  void directoryThatCannotBeWrittenDoesNoHarm() throws Exception {
    assertThat(loadedBeforeTheTask("/proc/concurrent-futures")) // not even by root
        .noneMatch(WorkerStartTest::isFromArchive);
  }

  @Test
  void whoWantsNoneHasNone() throws Exception {
    Path home = Files.createDirectory(temporary.resolve("home"));
    List<String> command = command("off");
    command.add(0, "-Duser.home=" + home);
    assertThat(Jvm.command("java", command, "").out()).containsExactly("2");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void directoryThatCannotBeMadeDoesNoHarm() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThat(loadedBeforeTheTask(file.resolve("cache").toString()))
        .noneMatch(WorkerStartTest::isFromArchive);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xshare:auto", "-Xshare:off"})
  void optionOfTheUserWins(String option) throws Exception {
    assertThat(start(cache.toString()).waitFor()).isZero();
    awaitArchive();
    assertThat(loadedBeforeTheTask(cache.toString(), option))
        .noneMatch(WorkerStartTest::isFromArchive);
  }

  /**
   * A JVM adapts an archive's pages, which are its own then, where it does not load it in place.
   */
  @Test
  void workersShareThePagesOfTheArchive() throws Exception {
    assertThat(start(cache.toString()).waitFor()).isZero();
    Path archive = awaitArchive();
    long size = Files.size(archive) >> 10;
    assertThat(ownPages(archive)).isStrictlyBetween(0L, size / 2);
    String moved = "-XX:ArchiveRelocationMode=1"; // with the unlocking it would be another archive
    assertThat(ownPages(archive, moved)).isGreaterThan(size / 2);
  }

  private long ownPages(Path archive, String... options) throws Exception {
    List<String> command = command(OwnPages.class, cache.toString(), options);
    command.add(3, "-Darchive=" + archive);
    Jvm jvm = Jvm.command("java", command, "");
    assertThat(jvm.err()).isEmpty();
    return Long.parseLong(jvm.out().get(0));
  }

  @Test
  void directoryOfClassesHasNone() throws Exception {
    core = classes;
    assertThat(loadedBeforeTheTask(cache.toString())).noneMatch(WorkerStartTest::isFromArchive);
    assertThat(cache).doesNotExist();
  }

  @Test
  void typicalCallsCanBeDone() throws Exception {
    try (var pool = new ProcessPoolExecutor(1)) {
      List<Call<?>> calls = new ArrayList<>(TypicalCalls.all());
      calls.addAll(TypicalCalls.once());
      for (Call<?> call : calls) {
        assertThat(pool.submit(call).exception()).isNull();
      }
    }
  }

  // ---- spares

  @Test
  void spareHasTheNameOfItsWorker() throws Exception {
    try (var pool =
        ProcessPoolExecutor.builder()
            .name("pool")
            .maxWorkers(1)
            .maxTasksPerWorker(1)
            .spareWorkers(1)
            .build()) {
      for (int i = 0; i < 6; i++) { // some of them rehearse still, or boot
        String name = pool.submit(() -> Thread.currentThread().getName()).result();
        assertThat(name).startsWith("pool_").doesNotContain("spare");
      }
    }
  }

  @Test
  void spareIsInitializedWhenItIsNeeded() throws Exception {
    try (var pool =
        ProcessPoolExecutor.builder()
            .maxWorkers(1)
            .maxTasksPerWorker(1)
            .spareWorkers(1)
            .initializer(() -> System.setProperty("initialized", Thread.currentThread().getName()))
            .build()) {
      for (int i = 0; i < 4; i++) {
        assertThat(pool.submit(() -> System.getProperty("initialized")).result())
            .startsWith("ProcessPoolExecutor-")
            .doesNotContain("spare");
      }
    }
  }

  /** What may run the user's serialization is written by another thread than the submitter's. */
  @Test
  void spareThatWasHandedOverTakesAnyTask() throws Exception {
    try (var pool = ProcessPoolExecutor.builder().maxWorkers(2).spareWorkers(1).build()) {
      long first = pool.submit(Own::pid, new Own()).result(LIMIT);
      Future<?> busy = pool.submit(() -> Thread.sleep(LIMIT.toMillis()));
      ProcessHandle spare = spareBeside(first);
      assertThat(pool.submit(Own::pid, new Own()).result(LIMIT)).isEqualTo(spare.pid());
      busy.cancel(true);
    }
  }

  /** Returns when it has rehearsed: it uses no processor any more. */
  private static ProcessHandle spareBeside(long worker) {
    await().atMost(LIMIT).until(() -> children().size() == 2);
    ProcessHandle spare =
        children().stream().filter(c -> c.pid() != worker).findAny().orElseThrow();
    AtomicReference<Duration> last = new AtomicReference<>(Duration.ZERO);
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              Duration now = spare.info().totalCpuDuration().orElseThrow();
              return now.equals(last.getAndSet(now));
            });
    return spare;
  }

  @Test
  void spareThatHasDiedIsNotTaken() throws Exception {
    try (var pool = oneTaskEach()) {
      assertThat(pool.submit(Program::plusOne, 1).result()).isEqualTo(2);
      await().atMost(LIMIT).until(() -> children().size() == 1); // its worker has left at once
      ProcessHandle spare = children().get(0);
      spare.destroyForcibly();
      spare.onExit().join();
      assertThat(pool.submit(Program::plusOne, 2).result()).isEqualTo(3);
    }
  }

  @Test
  void spareThatDiesAtAnyTimeFailsNoTaskButItsOwn() throws Exception {
    try (var pool = oneTaskEach()) {
      for (int i = 0; i < 5; i++) {
        assertThat(pool.submit(Program::plusOne, 1).exception()).isNull();
        await().atMost(LIMIT).until(() -> !children().isEmpty());
        children().forEach(ProcessHandle::destroyForcibly); // while it may be handed over
        Throwable failure = pool.submit(Program::plusOne, 1).exception();
        if (failure != null) {
          assertThat(failure).isInstanceOf(WorkerCrashedException.class);
        }
      }
      assertThat(pool.submit(Program::plusOne, 1).result()).isEqualTo(2);
    }
  }

  @Test
  void spareLoadsTheClassOfAFunctionAndRunsNoneOfIt() throws Exception {
    try (var pool =
        ProcessPoolExecutor.builder()
            .maxWorkers(1)
            .spareWorkers(1)
            .jvmOptions(
                "-Dmark=" + temporary.resolve("mark-"),
                "-Xlog:class+load:file=" + temporary.resolve("loaded-%p"))
            .build()) {
      long worker = pool.submit(Marked::pid).result();
      spareBeside(worker);
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                try (Stream<Path> logs = Files.list(temporary)) {
                  return logs.filter(log -> loads(log, Marked.class)).count() == 2;
                }
              });
      try (Stream<Path> files = Files.list(temporary)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .filteredOn(name -> name.startsWith("mark-"))
            .containsExactly("mark-" + worker);
      }
    }
  }

  /** The classes of the functions, what calls them, and digests, which are slow. */
  @Test
  void spareHasMadeWhatTheFunctionsThatThePoolKnowsNeed() throws Exception {
    Call3<Own, List<String>, double[], Integer> function = Own::size;
    try (var pool =
        ProcessPoolExecutor.builder()
            .maxWorkers(2)
            .spareWorkers(1)
            .jvmOptions("-Xlog:class+load:file=" + temporary.resolve("loaded-%p"))
            .build()) {
      assertThat(pool.submit(function, new Own(), List.of(), new double[2]).result()).isEqualTo(2);
      long first = pool.submit(Own::pid, new Own()).result(LIMIT);
      Future<?> busy = pool.submit(() -> Thread.sleep(LIMIT.toMillis()));
      ProcessHandle spare = spareBeside(first);
      Path log = temporary.resolve("loaded-" + spare.pid());
      int rehearsed = Files.readAllLines(log).size();
      assertThat(pool.submit(function, new Own(), List.of(), new double[2]).result()).isEqualTo(2);
      List<String> loaded = Files.readAllLines(log);
      assertThat(loaded.subList(0, rehearsed))
          .anyMatch(line -> line.contains("DigestBase"))
          .anyMatch(line -> line.contains("Own$$Invoker"));
      assertThat(loaded.subList(rehearsed, loaded.size()))
          .noneMatch(line -> line.contains("$$Invoker") || line.contains("LambdaForm"))
          .noneMatch(line -> line.contains(".security."));
      assertThat(pool.submit(Own::pid, new Own()).result(LIMIT)).isEqualTo(spare.pid());
      busy.cancel(true);
    }
  }

  /** What a worker goes on with when it gets the spare numbers them after those. */
  @Test
  void spareThatHasRehearsedKnowsTheFunctionsOfThePool() throws Exception {
    var builder = ProcessPoolExecutor.builder().maxWorkers(1);
    var backend = new ProcessBackend(builder.settings("knowing"), builder.processSettings());
    Call1<Integer, Integer> known = Program::plusOne;
    Call1<Integer, Integer> other = i -> -i;
    backend.used.add(Objects.requireNonNull(LambdaShape.of(known)));
    try {
      Rehearsal spare = Rehearsal.begin(backend.launch("spare"), "spare", backend);
      await().atMost(LIMIT).until(spare::isOver);
      assertThat(spare.handOver()).isTrue();
      TaskEncoder encoder = spare.encoder();
      assertThat(encoded(encoder, other)).isNotEqualTo(encoded(unused(), other));
      assertThat(encoded(encoder, known)).isEqualTo(encoded(unused(), known));
      spare.process().discard("the test is over");
      spare.process().awaitEnd(LIMIT.toNanos());
    } finally {
      backend.terminated();
    }
  }

  private static TaskEncoder unused() {
    return new TaskEncoder(new Loaders(true), (message, kind) -> {});
  }

  private static byte[] encoded(TaskEncoder encoder, Call1<Integer, Integer> function) {
    WireOutput out = new WireOutput(256);
    assertThat(encoder.tryWrite(out, 1, new Calls.Of1<>(function, 1), 1, null)).isTrue();
    return Arrays.copyOf(out.array(), out.size());
  }

  @Test
  void rehearsedFunctionsAreNotThoseOfTheProgram() {
    UsedFunctions used = new UsedFunctions();
    TaskEncoder encoder = new TaskEncoder(new Loaders(true), used, (message, kind) -> {});
    List<Call<?>> calls = new ArrayList<>(TypicalCalls.all());
    calls.addAll(TypicalCalls.once());
    for (Call<?> call : calls) {
      encoder.tryWrite(new WireOutput(256), 1, call, 1, null);
    }
    assertThat(used.all()).isEmpty();
    encoder.tryWrite(new WireOutput(256), 2, new Calls.Of1<>(Program::plusOne, 1), 1, null);
    assertThat(used.all()).hasSize(1);
  }

  private static boolean loads(Path log, Class<?> type) {
    try {
      return log.getFileName().toString().startsWith("loaded-")
          && Files.readString(log).contains(" " + type.getName() + " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves a file when it is initialized. */
  static final class Marked {
    static {
      try {
        Files.createFile(Path.of(System.getProperty("mark") + ProcessHandle.current().pid()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    static long pid() {
      return ProcessHandle.current().pid();
    }
  }

  /** An object of the program's. */
  @SuppressWarnings("serial") // serialization computes its version
  static final class Own implements Serializable {
    static long pid(Own own) {
      return ProcessHandle.current().pid();
    }

    static int size(Own own, List<String> list, double[] array) {
      return list.size() + array.length;
    }
  }

  private static ProcessPoolExecutor oneTaskEach() {
    return ProcessPoolExecutor.builder().maxWorkers(1).maxTasksPerWorker(1).spareWorkers(1).build();
  }

  /** JVMs that this one has started. */
  private static List<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .toList();
  }

  // ---- programs

  /** Opens a pool, and prints what a task in it says. */
  static final class Program {
    static int plusOne(int n) {
      return n + 1;
    }

    public static void main(String[] args) throws Exception {
      try (var pool = ProcessPoolExecutor.builder().maxWorkers(1).jvmOptions(args).build()) {
        System.out.println(pool.submit(Program::plusOne, 1).result());
      }
    }
  }

  /** Prints how many KB of the archive's pages are a worker's alone. */
  static final class OwnPages {
    static long count(String archive) throws IOException {
      long kilobytes = 0;
      boolean inside = false;
      for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
        if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
          inside = line.endsWith(archive);
        } else if (inside && line.startsWith("Anonymous:")) {
          kilobytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      return kilobytes;
    }

    public static void main(String[] args) throws Exception {
      try (var pool = ProcessPoolExecutor.builder().maxWorkers(1).jvmOptions(args).build()) {
        System.out.println(pool.submit(OwnPages::count, System.getProperty("archive")).result());
      }
    }
  }

  private List<String> command(String place, String... options) {
    return command(Program.class, place, options);
  }

  private List<String> command(Class<?> program, String place, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-Dconcurrent.futures.startCache=" + place,
                "-cp",
                core + File.pathSeparator + locationOf(program),
                program.getName()));
    command.addAll(List.of(options));
    return command;
  }

  private Process start(String place) throws IOException {
    return startWith("", place);
  }

  private Process startWith(String environment, String place, String... options)
      throws IOException {
    List<String> command = command(place, options);
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    if (!environment.isEmpty()) {
      builder.environment().put("_JAVA_OPTIONS", environment);
    }
    return builder.start();
  }

  private List<String> loadedBeforeTheTask(String place, String... options) throws Exception {
    Path log = temporary.resolve("loaded.txt");
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-Xlog:class+load:file=" + log);
    Jvm jvm = Jvm.command("java", command(place, all.toArray(new String[0])), "");
    assertThat(jvm.err()).isEmpty();
    assertThat(jvm.out()).containsExactly("2");
    List<String> lines = Files.readAllLines(log);
    int task = 0;
    while (!lines.get(task).contains(Program.class.getName())) {
      task++;
    }
    return lines.subList(0, task);
  }

  private static boolean isFromArchive(String line) {
    return line.contains("internal.worker.WorkerMain ") && line.contains("shared objects file");
  }

  private void assertUsed(Path archive) throws Exception {
    assertThat(loadedBeforeTheTask(cache.toString()))
        .anyMatch(WorkerStartTest::isFromArchive)
        .noneMatch(line -> line.contains("internal.worker.Preload "));
    assertThat(archive).exists();
  }

  private Path awaitArchive() throws IOException {
    await().atMost(LIMIT).until(() -> archives().size() == 1);
    return archives().get(0);
  }

  private List<Path> archives() throws IOException {
    List<Path> archives = new ArrayList<>();
    for (String name : names()) {
      if (name.endsWith(".jsa") || name.endsWith(".aot")) {
        archives.add(cache.resolve(name));
      }
    }
    return archives;
  }

  private List<String> names() throws IOException {
    if (!Files.exists(cache)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cache)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static Path locationOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
