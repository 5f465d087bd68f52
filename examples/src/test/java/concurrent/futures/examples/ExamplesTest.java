package concurrent.futures.examples;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.Executor;
import concurrent.futures.ProcessPoolExecutor;
import concurrent.futures.ThreadPoolExecutor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every example, by itself and on every executor, and compares what it prints. */
@Timeout(60)
class ExamplesTest {
  /** A program and what it must print. */
  private record Example(
      String name, Consumer<String[]> main, Consumer<Executor> body, List<String> prints) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Example> EXAMPLES =
      List.of(
          new Example(
              "Submit",
              Submit::main,
              Submit::crawl,
              List.of(
                  "task1: false",
                  "task2: false",
                  "task3: false",
                  "crawl task1 finished",
                  "crawl task2 finished",
                  "task1: true",
                  "task2: true",
                  "task3: false",
                  "1",
                  "crawl task3 finished")),
          new Example(
              "AsCompleted",
              AsCompleted::main,
              AsCompleted::crawl,
              List.of(
                  "crawl task1 finished",
                  "main: 1",
                  "crawl task2 finished",
                  "main: 2",
                  "crawl task3 finished",
                  "main: 3",
                  "crawl task4 finished",
                  "main: 4")),
          new Example(
              "MapOrder",
              MapOrder::main,
              MapOrder::crawl,
              List.of("task1:2", "task2:3", "task3:1", "task4:4")),
          new Example(
              "SharedArray",
              SharedArray::main,
              SharedArray::work,
              List.of("last: 1999998.0", "sum: 999999000000")));

  /** Every kind of executor that there is. */
  private record Kind(String name, Supplier<Executor> open) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    kinds.add(new Kind("threads", () -> new ThreadPoolExecutor(5)));
    kinds.add(new Kind("processes", () -> new ProcessPoolExecutor(5)));
    if (Runtime.version().feature() >= 21) {
      kinds.add(
          new Kind("virtual threads", () -> ThreadPoolExecutor.builder().virtualThreads().build()));
    }
    return kinds;
  }

  static Stream<Arguments> examplesOnExecutors() {
    return EXAMPLES.stream()
        .flatMap(example -> kinds().stream().map(kind -> Arguments.of(example, kind)));
  }

  static Stream<Example> examples() {
    return EXAMPLES.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void mainPrintsWhatItShould(Example example) {
    assertThat(printedBy(() -> example.main.accept(new String[0])))
        .containsExactlyElementsOf(example.prints);
  }

  @ParameterizedTest
  @MethodSource("examplesOnExecutors")
  void exampleRunsOnEveryExecutor(Example example, Kind kind) {
    List<String> printed =
        printedBy(
            () -> {
              try (Executor executor = kind.open.get()) {
                example.body.accept(executor);
              }
            });
    assertThat(printed).containsExactlyElementsOf(example.prints);
  }

  private static List<String> printedBy(Runnable program) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
