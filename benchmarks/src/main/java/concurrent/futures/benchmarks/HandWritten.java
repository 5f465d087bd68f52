package concurrent.futures.benchmarks;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * {@code HandWritten list|window}: what somebody writes who has no {@code futures map}: the length
 * of every line of standard input, computed by an {@link ExecutorService}, printed in order. {@code
 * list} submits everything first, {@code window} keeps at most so many lines in memory.
 */
final class HandWritten {
  private static final int WINDOW = 10_000;

  private HandWritten() {}

  private static int length(String line) {
    return line.length();
  }

  public static void main(String[] args) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out =
        new PrintWriter(
            new OutputStreamWriter(
                new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8));
    if (args[0].equals("list")) {
      list(pool, in, out);
    } else {
      window(pool, in, out);
    }
    out.flush();
    pool.shutdown();
  }

  private static void list(ExecutorService pool, BufferedReader in, PrintWriter out)
      throws Exception {
    List<Future<Integer>> results = new ArrayList<>();
    for (String line; (line = in.readLine()) != null; ) {
      String input = line;
      results.add(pool.submit(() -> length(input)));
    }
    for (Future<Integer> result : results) {
      out.println(result.get());
    }
  }

  private static void window(ExecutorService pool, BufferedReader in, PrintWriter out)
      throws Exception {
    ArrayDeque<Future<Integer>> window = new ArrayDeque<>();
    for (String line; (line = in.readLine()) != null; ) {
      String input = line;
      window.add(pool.submit(() -> length(input)));
      if (window.size() == WINDOW) {
        out.println(window.remove().get());
      }
    }
    for (Future<Integer> result : window) {
      out.println(result.get());
    }
  }
}
