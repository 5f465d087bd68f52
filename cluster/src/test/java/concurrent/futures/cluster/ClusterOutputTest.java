package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.contract.Jvm;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tasks print at members appears where they were submitted. */
@Timeout(120)
class ClusterOutputTest {
  private final Members members = new Members();

  @AfterEach
  void close() throws InterruptedException {
    members.close();
  }

  static void print(String text) {
    System.out.println(text);
    System.err.println("err " + text);
    System.out.print("half a line");
  }

  /** A submitter. */
  static final class Printing {
    public static void main(String[] args) throws Exception {
      try (ClusterPoolExecutor pool =
          TestCluster.builder()
              .slots(0)
              .name("pool")
              .maxWorkers(1)
              .seeds(args[0])
              .prefixOutput(args.length > 1)
              .build()) {
        pool.submit(() -> print("päpple")).result();
        System.out.println(" - done");
      }
    }
  }

  private static final List<String> LATIN1 =
      List.of(
          TestCluster.jvmOption(),
          "-Dfile.encoding=ISO-8859-1",
          "-Dsun.stdout.encoding=UTF-8",
          "-Dstdout.encoding=UTF-8",
          "-Dsun.stderr.encoding=UTF-8",
          "-Dstderr.encoding=UTF-8");

  private static void assertAppears(Members.Member member) throws Exception {
    Jvm plain = Jvm.run(LATIN1, Printing.class, member.address);
    assertThat(plain.out()).containsExactly("päpple", "half a line - done");
    assertThat(plain.err()).containsExactly("err päpple");
    Jvm prefixed = Jvm.run(LATIN1, Printing.class, member.address, "prefix");
    assertThat(prefixed.out()).containsExactly("[pool_0] päpple", "[pool_0] half a line - done");
    assertThat(prefixed.err()).containsExactly("[pool_0] err päpple");
  }

  @Test
  void ofThreads() throws Exception {
    assertAppears(members.start(1));
  }

  @Test
  void ofWorkerJvms() throws Exception {
    assertAppears(members.startIsolating(1));
  }
}
