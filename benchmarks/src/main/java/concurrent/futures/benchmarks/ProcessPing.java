package concurrent.futures.benchmarks;

import concurrent.futures.ProcessPoolExecutor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * {@code ProcessPing ours|pipe}: one call in another JVM and its result, again and again. {@code
 * pipe} is the least that two JVMs can do about it: 100 bytes there and back by the standard
 * streams.
 */
final class ProcessPing {
  private static final int WARM_UP = 20_000;
  private static final int PINGS = 30_000;
  private static final int MESSAGE = 100;

  private ProcessPing() {}

  private interface Round {
    int run(int value) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "ours":
        try (var pool = new ProcessPoolExecutor(1)) {
          measure(i -> pool.submit(Tasks::plusOne, i).result());
        }
        break;
      case "pipe":
        pipe();
        break;
      case "echo":
        echo(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
        break;
      default:
        throw new IllegalArgumentException("no such contender: " + args[0]);
    }
    System.exit(0);
  }

  private static void measure(Round round) throws Exception {
    long[] nanos = new long[PINGS];
    for (int i = -WARM_UP; i < PINGS; i++) {
      long start = System.nanoTime();
      int result = round.run(i);
      if (i >= 0) {
        nanos[i] = System.nanoTime() - start;
      }
      if (result != i + 1) {
        throw new AssertionError(result + " for " + i);
      }
    }
    double mean = Arrays.stream(nanos).average().orElseThrow();
    Arrays.sort(nanos);
    Measure.report("p50 us", nanos[PINGS / 2] / 1e3);
    Measure.report("mean us", mean / 1e3);
    Measure.report("p99 us", nanos[PINGS / 100 * 99] / 1e3);
  }

  private static void pipe() throws Exception {
    Process child = Children.start(Children.java("ProcessPing", "echo"));
    var in = new DataInputStream(new BufferedInputStream(child.getInputStream()));
    var out = new DataOutputStream(new BufferedOutputStream(child.getOutputStream()));
    byte[] rest = new byte[MESSAGE - Integer.BYTES];
    measure(
        i -> {
          out.writeInt(i);
          out.write(rest);
          out.flush();
          int result = in.readInt();
          in.readFully(rest);
          return result;
        });
    child.destroy();
  }

  private static void echo(InputStream from, OutputStream to) throws IOException {
    var in = new DataInputStream(new BufferedInputStream(from));
    var out = new DataOutputStream(new BufferedOutputStream(to));
    byte[] rest = new byte[MESSAGE - Integer.BYTES];
    for (; ; ) {
      int value = in.readInt();
      in.readFully(rest);
      out.writeInt(Tasks.plusOne(value));
      out.write(rest);
      out.flush();
    }
  }
}
