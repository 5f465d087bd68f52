package concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.contract.ContractTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The inventory: {@code conformance.tsv} has every line of CONFORMANCE.md and CONTRACT.md with the
 * tests that pin it. What it names must exist, and every contract must run on every executor.
 */
class ConformanceTest {
  /** Contracts that an executor is excused from, and why. */
  private static final Set<String> EXCUSED =
      Set.of(
          // its tasks cannot hold their executor, nor share memory with the test
          "CopyingPoolExecutorTest NestedContract",
          "CopyingPoolExecutorTest CircleContract",
          "CopyingPoolExecutorTest ThreadContract",
          // it has plain Java serialization, which neither records nor buffers survive
          "CopyingPoolExecutorTest SharedMemoryContract",
          // a pool for tests: how a JVM exits with it is of no interest
          "CopyingPoolExecutorTest ExitContract");

  private record Line(String id, String tag, String tests) {
    boolean isTested() {
      return tests.contains("#");
    }
  }

  private static final List<Line> LINES = read();

  private static List<Line> read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                ConformanceTest.class.getResourceAsStream("conformance.tsv"),
                StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t"))
          .map(fields -> new Line(fields[0], fields[1], fields[2]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As counted in CONFORMANCE.md, file by file. */
  @Test
  void everyLineIsThere() {
    assertThat(LINES).extracting(Line::id).doesNotHaveDuplicates();
    assertThat(count("executor/")).isEqualTo(19);
    assertThat(count("thread_pool/")).isEqualTo(7);
    assertThat(count("future/")).isEqualTo(20);
    assertThat(count("wait/")).isEqualTo(9);
    assertThat(count("as_completed/")).isEqualTo(5);
    assertThat(count("init/")).isEqualTo(4);
    assertThat(count("shutdown/")).isEqualTo(7);
    assertThat(count("shutdown.thread/")).isEqualTo(7);
    assertThat(count("shutdown.process/")).isEqualTo(6);
    assertThat(count("process_pool/")).isEqualTo(27);
    assertThat(count("deadlock/")).isEqualTo(16);
    assertThat(count("interpreter_pool/")).isEqualTo(28);
    assertThat(count("beyond/")).isEqualTo(15);
    assertThat(count("contract/")).isEqualTo(5 + 20 + 11 + 8 + 5 + 14 + 11 + 9 + 18 + 3);
  }

  private static long count(String group) {
    return LINES.stream().filter(line -> line.id.startsWith(group)).count();
  }

  @Test
  void everyLineHasATestOrAReason() {
    assertThat(LINES)
        .filteredOn(line -> !line.isTested())
        .allMatch(line -> line.tests.matches("(n/a|later): .+"))
        .filteredOn(line -> line.tag.matches("[PAB]"))
        .as("to be ported: it may be put off, but not dropped")
        .allMatch(line -> line.tests.startsWith("later: "));
    assertThat(LINES).filteredOn(line -> line.tag.equals("N")).noneMatch(Line::isTested);
  }

  @Test
  void everyNamedTestExists() {
    assertThat(
            LINES.stream().filter(Line::isTested).flatMap(line -> Stream.of(line.tests.split(" "))))
        .allSatisfy(
            test -> {
              String[] parts = test.split("#");
              assertThat(testsOf(classNamed(parts[0]))).contains(parts[1]);
            });
  }

  private static Class<?> classNamed(String name) {
    String folder =
        name.endsWith("Contract") ? "concurrent.futures.contract." : "concurrent.futures.";
    try {
      return Class.forName(folder + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError("no class " + name, e);
    }
  }

  private static List<String> testsOf(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(
            method ->
                method.isAnnotationPresent(Test.class)
                    || method.isAnnotationPresent(ParameterizedTest.class))
        .map(Method::getName)
        .toList();
  }

  /** One forgotten line in a subclass, and a whole topic would go untested. */
  @Test
  void everyContractRunsOnEveryExecutor() {
    Set<String> missing = new TreeSet<>();
    for (Class<?> executor :
        List.of(
            ThreadPoolExecutorTest.class,
            VirtualThreadPoolExecutorTest.class,
            CopyingPoolExecutorTest.class)) {
      Set<Class<?>> run =
          Arrays.stream(executor.getDeclaredClasses())
              .filter(nested -> nested.isAnnotationPresent(Nested.class))
              .map(Class::getSuperclass)
              .collect(Collectors.toSet());
      contracts()
          .filter(contract -> !run.contains(contract))
          .map(contract -> executor.getSimpleName() + " " + contract.getSimpleName())
          .forEach(missing::add);
    }
    assertThat(missing).containsExactlyInAnyOrderElementsOf(EXCUSED);
  }

  /** Reports of the build know a nested test by the outer class and the method's name only. */
  @Test
  void namesOfContractTestsAreUnique() {
    assertThat(contracts().flatMap(contract -> testsOf(contract).stream())).doesNotHaveDuplicates();
  }

  /** All abstract classes beside ContractTest. */
  private static Stream<Class<?>> contracts() {
    try {
      Path folder =
          Path.of(ContractTest.class.getResource("ContractTest.class").toURI()).getParent();
      try (Stream<Path> files = Files.list(folder)) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith("Contract.class"))
            .map(name -> name.substring(0, name.length() - ".class".length()))
            .<Class<?>>map(ConformanceTest::classNamed)
            .filter(type -> Modifier.isAbstract(type.getModifiers()))
            .toList()
            .stream();
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
