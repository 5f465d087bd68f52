package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import concurrent.futures.Future;
import concurrent.futures.TaskSerializationException;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members with another Java, and with another version of the submitter's classes. */
@Timeout(60)
class ClusterClassesTest {
  private final Members members = new Members();
  @TempDir Path directory;

  @AfterEach
  void close() throws InterruptedException {
    members.close();
  }

  private ClusterPoolExecutor submitter() {
    ClusterPoolExecutor pool = TestCluster.builder().slots(0).seeds(members.addresses()).build();
    MemberFaultsContract.awaitMembers(pool, members.addresses().length + 1);
    return pool;
  }

  private void compile(Path into, String release, Map<String, String> sources) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-d", into.toString(), "--release", release));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = Files.createDirectories(directory.resolve("source")).resolve(source.getKey());
      arguments.add(Files.writeString(file, source.getValue()).toString());
    }
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(result).isZero();
  }

  @SuppressWarnings("unchecked")
  private static Callable<Object> make(ClassLoader loader, String name) throws Exception {
    return (Callable<Object>) loader.loadClass(name).getConstructor().newInstance();
  }

  private static String work(long version, String body) {
    return "package versioned;\n"
        + "public class Work implements java.util.concurrent.Callable<Object>,"
        + " java.io.Serializable {\n"
        + ("private static final long serialVersionUID = " + version + ";\n")
        + ("public Object call() { " + body + " }\n}\n");
  }

  private static String value(long version, String fields) {
    return "package versioned;\n"
        + "public class Value implements java.io.Serializable {\n"
        + ("private static final long serialVersionUID = " + version + ";\n")
        + fields
        + "}\n";
  }

  /** The member has an older version, which would neither read the call nor know the method. */
  @Test
  void submittersVersionOfAClassWins() throws Exception {
    Path old = directory.resolve("old");
    Path current = directory.resolve("current");
    compile(
        old,
        "17",
        Map.of(
            "Work.java", work(1, "return \"old\";"),
            "Value.java", value(1, "public int other = 1;\n")));
    compile(
        current,
        "17",
        Map.of(
            "Work.java", work(2, "return Value.of(\"new\");"),
            "Value.java",
                value(
                    2,
                    "String text;\n"
                        + "static Value of(String t) { Value v = new Value(); v.text = t; return v; }\n"
                        + "public String toString() { return text; }\n")));
    members.start(1, MemberJvm.standard().withFirst(old));
    try (ClusterPoolExecutor pool = submitter();
        URLClassLoader loader =
            new URLClassLoader(new URL[] {current.toUri().toURL()}, getClass().getClassLoader())) {
      Object value = pool.submit(make(loader, "versioned.Work")).result(Duration.ofSeconds(30));
      assertThat(value).hasToString("new");
      assertThat(value.getClass().getClassLoader()).isSameAs(loader);
    }
  }

  record Point(int x, int y) implements Serializable {}

  static Map<String, Object> values(List<Point> points, LocalDate day, double[] numbers) {
    return Map.of(
        "points",
        points.stream().map(point -> new Point(point.y, point.x)).toList(),
        "day",
        day.plusDays(1),
        "unit",
        TimeUnit.MICROSECONDS,
        "number",
        new BigDecimal("1.50"),
        "numbers",
        numbers,
        "java",
        Runtime.version().feature());
  }

  static int raise(String message) throws IOException {
    throw new IOException(message);
  }

  static int sleep() throws InterruptedException {
    Thread.sleep(60_000);
    return 0;
  }

  @Test
  void membersOfAnotherJavaAreUsed() throws Exception {
    Path jdk = OtherJdk.home();
    if (jdk == null) {
      return;
    }
    Members.Member other = members.start(1, MemberJvm.standard().of(jdk));
    try (ClusterPoolExecutor pool = submitter()) {
      double[] numbers = new double[1_000_000];
      numbers[7] = 7;
      Map<String, Object> back =
          pool.submit(
                  ClusterClassesTest::values,
                  List.of(new Point(1, 2)),
                  LocalDate.of(2024, 2, 28),
                  numbers)
              .result(Duration.ofSeconds(30));
      assertThat(back)
          .containsEntry("java", OtherJdk.feature())
          .containsEntry("points", List.of(new Point(2, 1)))
          .containsEntry("day", LocalDate.of(2024, 2, 29))
          .containsEntry("unit", TimeUnit.MICROSECONDS)
          .containsEntry("number", new BigDecimal("1.50"));
      assertThat((double[]) back.get("numbers")).isEqualTo(numbers);
      assertThatThrownBy(() -> pool.submit(ClusterClassesTest::raise, "no").result())
          .hasRootCauseInstanceOf(IOException.class)
          .hasRootCauseMessage("no");
      int captured = 40;
      assertThat(pool.submit(() -> captured + 2).result()).isEqualTo(42);
      Future<Integer> running = pool.submit(ClusterClassesTest::sleep);
      await().until(running::running);
      assertThat(running.cancel(true)).isTrue();
      assertThat(pool.submit(MemberFaultsContract::pid).result()).isEqualTo(other.process.pid());
    }
  }

  /** A value of a class that only the newer Java has. */
  static Object accessFlag() throws ReflectiveOperationException {
    return Class.forName("java.lang.reflect.AccessFlag").getField("PUBLIC").get(null);
  }

  static String text(Object value) {
    return value.toString();
  }

  /** On 17 it comes from the member, otherwise it goes there. */
  @Test
  void valueThatOnlyTheNewerJavaHasFailsClearly() throws Exception {
    Path jdk = OtherJdk.home();
    if (jdk == null) {
      return;
    }
    Members.Member other = members.start(1, MemberJvm.standard().of(jdk));
    try (ClusterPoolExecutor pool = submitter()) {
      Future<?> future =
          OtherJdk.feature() == 25
              ? pool.submit(ClusterClassesTest::accessFlag)
              : pool.submit(ClusterClassesTest::text, accessFlag());
      assertThat(future.exception(Duration.ofSeconds(30)))
          .isInstanceOf(TaskSerializationException.class)
          .hasMessageContaining("java.lang.reflect.AccessFlag")
          .hasMessageContaining("the member " + other.address + " (Java " + OtherJdk.feature());
      assertThat(pool.submit(ClusterClassesTest::text, "next").result()).isEqualTo("next");
    }
  }

  /** Code that was compiled for a newer Java than the member's. */
  @Test
  void codeForANewerJavaFailsClearly() throws Exception {
    Path jdk = OtherJdk.home();
    if (jdk == null || OtherJdk.feature() != 17) {
      return; // a test for the newer one
    }
    Path classes = directory.resolve("classes");
    String here = Integer.toString(Runtime.version().feature());
    compile(classes, here, Map.of("Work.java", work(1, "return 1;")));
    Members.Member other = members.start(1, MemberJvm.standard().of(jdk));
    try (ClusterPoolExecutor pool = submitter();
        URLClassLoader loader =
            new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      assertThat(pool.submit(make(loader, "versioned.Work")).exception(Duration.ofSeconds(30)))
          .isInstanceOf(TaskSerializationException.class)
          .hasMessageContaining("the member " + other.address + " (Java 17")
          .hasMessageContaining("versioned/Work")
          .hasMessageContaining("more recent version of the Java Runtime");
    }
  }
}
