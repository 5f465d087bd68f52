package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.contract.ContractTest;
import concurrent.futures.contract.Gate;
import concurrent.futures.contract.Jvm;
import concurrent.futures.contract.RunsOn;
import concurrent.futures.internal.process.SharedHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared memory: its views, its files, and what becomes of it when processes end. */
@RunsOn(ProcessPoolExecutorTest.Processes.class)
class SharedMemoryTest extends ContractTest {
  private static final Path PLACE = Path.of("/dev/shm");
  private static final String OURS = "concurrent-futures-" + ProcessHandle.current().pid() + "-";

  // ---- views

  @Test
  void itIsZeroAndViewedAsAnyType() {
    try (SharedMemory memory = SharedMemory.allocate(17)) {
      assertThat(memory.size()).isEqualTo(17);
      assertThat(memory).hasToString("shared memory of 17 bytes");
      assertThat(memory.asReadOnly().slice(1, 3))
          .hasToString("shared memory of 3 bytes, read-only");
      ByteBuffer bytes = memory.asByteBuffer();
      assertThat(bytes.order()).isEqualTo(ByteOrder.nativeOrder());
      assertThat(bytes.capacity()).isEqualTo(17);
      while (bytes.hasRemaining()) {
        assertThat(bytes.get()).isZero();
      }
      assertThat(memory.asByteBuffer().position()).as("another buffer").isZero();
      memory.asCharBuffer().put(0, 'x');
      memory.asShortBuffer().put(1, (short) 2);
      memory.asIntBuffer().put(1, 3);
      memory.asFloatBuffer().put(2, 4);
      assertThat(memory.asCharBuffer().get(0)).isEqualTo('x');
      assertThat(memory.asShortBuffer().get(1)).isEqualTo((short) 2);
      assertThat(memory.asLongBuffer().get(0) >> 32).isEqualTo(3);
      assertThat(memory.asReadOnly().asFloatBuffer().get(2)).isEqualTo(4);
      assertThat(memory.asReadOnly().asByteBuffer().order()).isEqualTo(ByteOrder.nativeOrder());
      assertThat(memory.asDoubleBuffer().capacity()).isEqualTo(2);
      assertThat(memory.slice(17, 0).asByteBuffer().capacity()).isZero();
    }
  }

  /** As with more than 2 GiB: mappings of 4096 bytes that overlap. */
  @ParameterizedTest
  @CsvSource({"0,4096", "4095,1", "4090,20", "1,8191", "5000,4096", "5000,8000", "12000,8000"})
  void pieceAcrossMappingsIsOneBuffer(int offset, int length) {
    try (SharedMemory memory = SharedMemory.allocate(20_000, 4096)) {
      for (int i = 0; i < 20_000; i += 100) {
        ByteBuffer part = memory.slice(i, 100).asByteBuffer();
        for (int j = 0; j < 100; j++) {
          part.put((byte) ((i + j) % 127));
        }
      }
      for (SharedMemory view : List.of(memory, memory.asReadOnly())) {
        ByteBuffer piece = view.slice(offset, length).asByteBuffer();
        assertThat(piece.capacity()).isEqualTo(length);
        assertThat(piece.isReadOnly()).isEqualTo(view.isReadOnly());
        for (int i = 0; i < length; i++) {
          assertThat(piece.get(i)).isEqualTo((byte) ((offset + i) % 127));
        }
      }
    }
  }

  @Test
  void largeMemoryIsWorkedOnInSlices() {
    Executor pool = open(1);
    try (SharedMemory memory = SharedMemory.allocate(300 << 20)) {
      pool.submit(m -> m.asDoubleBuffer().put(39_000_000, 2.5), memory).result();
      assertThat(memory.slice(39_000_000 * 8L, 8).asDoubleBuffer().get()).isEqualTo(2.5);
    }
    SharedMemory.Handle large =
        new SharedMemory.Handle("/nowhere", 1L << 40, 0, 0, 1L << 40, false);
    assertThatThrownBy(large.memory()::asByteBuffer)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("1099511627776 bytes")
        .hasMessageContaining("slices");
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> SharedMemory.allocate(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive");
    try (SharedMemory memory = SharedMemory.allocate(8)) {
      SharedMemory half = memory.slice(4, 4);
      assertThatThrownBy(() -> memory.slice(1, 8)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> half.slice(-1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> half.slice(0, 5)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(half.slice(4, 0).size()).isZero();
    }
  }

  @Test
  void handleOfNothingSaysWhereItMayBe() {
    SharedMemory elsewhere = new SharedMemory.Handle("/nowhere", 8, 0, 0, 8, false).memory();
    assertThatThrownBy(elsewhere::asByteBuffer)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another machine")
        .hasMessageContaining("arrays");
  }

  @Test
  void otherFileIsNotMapped(@TempDir Path directory) throws IOException {
    Path other = Files.write(directory.resolve("other"), new byte[10_000]);
    Path empty = Files.write(directory.resolve("empty"), new byte[0]);
    for (Path path : List.of(other, empty, directory)) {
      SharedMemory memory = new SharedMemory.Handle(path.toString(), 8, 0, 0, 8, false).memory();
      assertThatThrownBy(memory::asByteBuffer).isInstanceOf(IllegalStateException.class);
    }
    try (SharedMemory memory = SharedMemory.allocate(8)) {
      String path = memory.handle().path();
      assertThatThrownBy(() -> new SharedMemory.Handle(path, 8, 0, 4, 8, false).memory())
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  // ---- its life

  @Test
  void buffersOutliveIt() {
    SharedMemory memory = SharedMemory.allocate(8);
    ByteBuffer bytes = memory.asByteBuffer();
    SharedMemory part = memory.slice(0, 4);
    memory.close();
    memory.close();
    bytes.putInt(0, 1);
    assertThat(bytes.getInt(0)).isEqualTo(1);
    assertThatThrownBy(memory::asIntBuffer)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(part::asIntBuffer).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void interruptedThreadAllocatesAndMaps() {
    Thread.currentThread().interrupt();
    try (SharedMemory memory = SharedMemory.allocate(8)) {
      memory.asIntBuffer().put(0, 1);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void fileIsForThisUserOnlyAndGoneAfterClose() throws IOException {
    Path path;
    try (SharedMemory memory = SharedMemory.allocate(100_000)) {
      path = Path.of(memory.handle().path());
      assertThat(path.getParent().getParent()).isEqualTo(PLACE);
      assertThat(permissions(path)).isEqualTo("rw-------");
      assertThat(permissions(path.getParent())).isEqualTo("rwx------");
    }
    assertThat(path).doesNotExist();
    assertThat(path.getParent()).doesNotExist();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void forgottenMemoryIsClosedByTheGarbageCollector() throws Exception {
    Path path = forgotten();
    eventually(
        "it is deleted",
        () -> {
          System.gc();
          return !Files.exists(path);
        });
  }

  private static Path forgotten() {
    return Path.of(SharedMemory.allocate(8).handle().path());
  }

  @Test
  void descriptorsAreNotKept() throws Exception {
    Executor pool = open(1);
    SharedMemory.allocate(8).close();
    long before = descriptors();
    for (int i = 0; i < 20; i++) {
      try (SharedMemory memory = SharedMemory.allocate(10_000)) {
        pool.submit(m -> m.asIntBuffer().put(0, 1), memory).result();
        assertThat(memory.asIntBuffer().get(0)).isEqualTo(1);
      }
    }
    assertThat(descriptors()).isLessThan(before + 10); // of the pool
    assertThat(pool.submit(SharedMemoryTest::descriptors).result()).isLessThan(30);
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  // ---- in workers

  @Test
  void workerMapsItOnce() {
    Executor pool = open(1);
    try (SharedMemory memory = SharedMemory.allocate(100_000)) {
      long mappings = 0;
      for (int i = 0; i < 50; i++) {
        mappings = pool.submit(SharedMemoryTest::mappings, memory).result();
      }
      assertThat(mappings).as("its head and its content").isEqualTo(2);
    }
  }

  private static long mappings(SharedMemory memory) throws IOException {
    memory.asByteBuffer().put(0, (byte) 1);
    String path = memory.handle().path();
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.endsWith(path)).count();
    }
  }

  @Test
  void workerLetsGoOfClosedMemory() {
    Executor pool = open(1);
    SharedMemory memory = SharedMemory.allocate(100_000);
    String path = memory.handle().path();
    assertThat(pool.submit(SharedMemoryTest::mappings, memory).result()).isEqualTo(2);
    memory.close();
    eventually(
        "the worker has unmapped it",
        () -> pool.submit(SharedMemoryTest::mappingsAfterCollection, path).result() == 0);
  }

  private static long mappingsAfterCollection(String path) throws IOException {
    System.gc();
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains(path)).count();
    }
  }

  @Test
  void whatAKilledWorkerWroteIsThere() throws Exception {
    Executor pool = open(1);
    Gate gate = gate();
    long worker = pool.submit(() -> ProcessHandle.current().pid()).result();
    try (SharedMemory memory = SharedMemory.allocate(1 << 20)) {
      Future<?> writing =
          pool.submit(
              () -> {
                memory.asIntBuffer().put(100_000, 17);
                gate.arriveAndAwait();
              });
      gate.awaitArrivals(1);
      kill(worker);
      assertThat(writing.exception()).isInstanceOf(WorkerCrashedException.class);
      assertThat(memory.asIntBuffer().get(100_000)).isEqualTo(17);
      pool.submit(m -> m.asIntBuffer().put(0, 18), memory).result();
      assertThat(memory.asIntBuffer().get(0)).isEqualTo(18);
    }
  }

  @Test
  void memoryOfAKilledWorkerIsGivenBackAndWhatItHasReturnedIsNot() throws Exception {
    Executor pool = open(1);
    Gate gate = gate();
    long worker = pool.submit(() -> ProcessHandle.current().pid()).result();
    try (SharedMemory kept = pool.submit(() -> SharedMemory.allocate(1000)).result()) {
      Future<?> allocating =
          pool.submit(
              () -> {
                SharedMemory lost = SharedMemory.allocate(1000);
                gate.arriveAndAwait();
                lost.close();
              });
      gate.awaitArrivals(1);
      assertThat(files()).hasSize(2);
      kill(worker);
      assertThat(allocating.exception()).isInstanceOf(WorkerCrashedException.class);
      assertThat(files()).containsExactly(Path.of(kept.handle().path()));
      assertThat(pool.submit(m -> m.asLongBuffer().get(3), kept).result()).isZero();
    }
    assertThat(files()).isEmpty();
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  /** The files of this program and its workers. */
  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(PLACE)) {
      return all.filter(path -> path.toString().contains(OURS) && Files.isRegularFile(path))
          .toList();
    }
  }

  @Test
  void resultOfAWorkersWorkerBelongsToTheProgram() throws Exception {
    Executor pool = open(1);
    try (SharedMemory memory =
        pool.submit(
                () -> {
                  try (var inner = new ProcessPoolExecutor(1)) {
                    return inner.submit(() -> SharedMemory.allocate(1000)).result();
                  }
                })
            .result()) {
      pool.close();
      memory.asLongBuffer().put(0, 1);
      assertThat(files()).containsExactly(Path.of(memory.handle().path()));
    }
  }

  /** As from a worker of another program, whose argument comes through a cluster. */
  @Test
  void handleFromElsewhereIsNotAdopted(@TempDir Path elsewhere) throws Exception {
    try (SharedMemory own = SharedMemory.allocate(8)) {
      Path copy = Files.copy(Path.of(own.handle().path()), elsewhere.resolve("1-copy"));
      SharedMemory theirs = new SharedMemory.Handle(copy.toString(), 8, 1, 0, 8, false).memory();
      assertThat(theirs.asLongBuffer().get(0)).isZero();
      theirs.close();
      assertThat(copy).exists();
    }
  }

  @Test
  void resultThatIsNoSharedMemoryFailsAndStays() throws Exception {
    try (SharedMemory own = SharedMemory.allocate(8)) {
      Path place = Path.of(own.handle().path()).getParent();
      Path other = Files.write(place.resolve("1-other"), new byte[10_000]);
      Path link = Files.createSymbolicLink(place.resolve("1-link"), Path.of(own.handle().path()));
      for (Path path : List.of(other, link, place.resolve("1-gone"), place.resolve(".."))) {
        SharedMemory.Handle handle = new SharedMemory.Handle(path.toString(), 8, 1, 0, 8, false);
        assertThatThrownBy(handle::memory)
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("that a worker has returned");
      }
      assertThat(other).exists();
      assertThat(link).isSymbolicLink();
    }
  }

  @Test
  void handleOfNoFileIsOutOfReach() {
    for (String path : List.of("", "/", "..")) {
      SharedMemory memory = new SharedMemory.Handle(path, 8, 1, 0, 8, false).memory();
      assertThatThrownBy(memory::asByteBuffer).isInstanceOf(IllegalStateException.class);
    }
  }

  /** The name has the pid of who allocated it, which is not who owned it last. */
  @Test
  void filesOfAnEndedWorkerAreFoundByTheirHeader() throws Exception {
    try (SharedMemory own = SharedMemory.allocate(8)) {
      Path file = Path.of(own.handle().path());
      Path adopted = Files.copy(file, file.resolveSibling("1-adopted"));
      Path run =
          Path.of(System.getProperty("java.io.tmpdir")).resolve(file.getParent().getFileName());
      SharedHeader.deleteOf(1, run);
      assertThat(adopted).exists();
      SharedHeader.deleteOf(ProcessHandle.current().pid(), run);
      assertThat(adopted).doesNotExist();
    }
  }

  @Test
  void closedResultFailsItsTask() {
    Executor pool = open(1);
    Future<List<SharedMemory>> future =
        pool.submit(
            () -> {
              try (SharedMemory memory = SharedMemory.allocate(8)) {
                return List.of(memory.slice(0, 4));
              }
            });
    assertThat(future.exception())
        .isInstanceOf(TaskSerializationException.class)
        .hasMessageContaining("the result cannot be written in a worker process")
        .hasMessageContaining("4 bytes, which is closed");
  }

  // ---- no room

  @Test
  void moreThanThereIsRoomForIsRefused() throws IOException {
    long room = Files.getFileStore(PLACE).getUsableSpace();
    assertThatThrownBy(() -> SharedMemory.allocate(2 * room))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(2 * room + " bytes")
        .hasMessageContaining("in " + PLACE)
        .hasMessageContaining("--shm-size")
        .hasMessageContaining("-Dconcurrent.futures.sharedMemory=");
    assertThat(files()).isEmpty();
  }

  /** The system refuses to write on, as when others are faster to fill the disk. */
  @Test
  void writeThatFailsLeavesNothingBehind(@TempDir Path directory) throws Exception {
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -f 2000; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + directory,
                "-Dconcurrent.futures.sharedMemory=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                AllocatesTooMuch.class.getName())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).contains("no shared memory of 10000000 bytes").contains("[]");
    assertThat(directory).isEmptyDirectory();
  }

  static final class AllocatesTooMuch {
    public static void main(String[] args) throws IOException {
      SharedMemory small = SharedMemory.allocate(1000);
      assertThatThrownBy(() -> SharedMemory.allocate(10_000_000))
          .isInstanceOf(UncheckedIOException.class)
          .satisfies(e -> System.out.println(e.getMessage()));
      Path own = Path.of(small.handle().path());
      try (Stream<Path> files = Files.list(own.getParent())) {
        System.out.println(
            files.filter(path -> !path.equals(own) && !path.endsWith("lock")).toList());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit", "halt"})
  void programThatForgetsItLeavesNothing(String end, @TempDir Path directory) throws Exception {
    List<String> options =
        List.of("-Djava.io.tmpdir=" + directory, "-Dconcurrent.futures.sharedMemory=" + directory);
    Jvm.run(options, Forgets.class, end);
    if (end.equals("halt")) { // as if killed
      assertThat(directory).isNotEmptyDirectory();
      Jvm.run(options, Forgets.class, "exit"); // sweeps
    }
    assertThat(directory).isEmptyDirectory();
  }

  /** Or there would seem to be too little room, and nobody would ever come to sweep. */
  @Test
  void memoryOfAKilledProgramHasGoneBeforeAnotherIsAllocated(@TempDir Path directory)
      throws Exception {
    List<String> options =
        List.of("-Djava.io.tmpdir=" + directory, "-Dconcurrent.futures.sharedMemory=" + directory);
    Jvm.run(options, Forgets.class, "halt");
    assertThat(Jvm.run(options, Allocates.class, directory.toString()).out())
        .containsExactly("directories: 1");
  }

  static final class Allocates {
    public static void main(String[] args) throws IOException {
      try (SharedMemory memory = SharedMemory.allocate(1000);
          Stream<Path> all = Files.list(Path.of(args[0]))) {
        memory.asIntBuffer().put(0, 1);
        System.out.println("directories: " + all.count());
      }
    }
  }

  static final class Forgets {
    public static void main(String[] args) {
      SharedMemory memory = SharedMemory.allocate(1000);
      try (var pool = new ProcessPoolExecutor(1)) {
        pool.submit(m -> m.asIntBuffer().put(0, 1), memory).result();
        pool.submit(() -> SharedMemory.allocate(2000)).result();
      }
      if (args[0].equals("halt")) {
        Runtime.getRuntime().halt(0);
      }
    }
  }
}
