package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.contract.Jvm;
import concurrent.futures.internal.process.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The file of the rings has no room: all goes through the pipe, and nothing is lost or left. */
class FullDiskTest {
  /** So much a file may hold, in units of 512 bytes: a quarter of what the rings take. */
  private static final String LIMITED = "ulimit -f 1024; exec \"$@\"";

  /** Says how its messages went, and what is left of the file. */
  static final class Program {
    public static void main(String[] args) throws Exception {
      double[] numbers = IntStream.range(0, 1_000_000).asDoubleStream().toArray();
      try (var pool = ProcessPoolExecutor.builder().maxWorkers(1).build()) {
        System.out.println(sumOf(pool));
        System.out.println(Arrays.equals(pool.submit(a -> a, numbers).result(), numbers));
        System.out.println(hasRings() ? "rings" : "pipe");
        System.out.println(files().stream().filter(name -> name.startsWith("ledger")).toList());
      }
    }

    private static int sumOf(Executor pool) throws Exception {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        futures.add(pool.submit(n -> n + 1, i));
      }
      int sum = 0;
      for (Future<Integer> future : futures) {
        sum += future.result();
      }
      return sum;
    }

    private static boolean hasRings() throws IOException {
      return Files.readString(Path.of("/proc/self/maps")).contains("/ledger-");
    }

    private static List<String> files() throws IOException {
      try (RunDirectory ours = RunDirectory.acquire();
          Stream<Path> files = Files.list(ours.path())) {
        return files.map(file -> file.getFileName().toString()).toList();
      }
    }
  }

  @Test
  void messagesGoThroughThePipe() throws Exception {
    assertThat(printedBy(LIMITED)).containsExactly("500500", "true", "pipe", "[]");
  }

  /** What the other test would not notice otherwise. */
  @Test
  void otherwiseThroughTheRings() throws Exception {
    assertThat(printedBy("exec \"$@\"")).containsExactly("500500", "true", "rings", "[]");
  }

  /** With rings no task is sent before it is known whether there are any. */
  private static List<String> printedBy(String script) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path = System.getProperty("java.class.path");
    String link = "-D" + AheadTasks.LINK + "=rings";
    List<String> program = List.of(java, link, "-cp", path, Program.class.getName());
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
    command.addAll(program);
    Jvm jvm = Jvm.run(command, "");
    assertThat(jvm.err()).isEmpty();
    return jvm.out();
  }
}
