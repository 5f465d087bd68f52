package concurrent.futures.internal.process;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/** A worker JVM of the tests: does what its first argument says. */
final class TestWorker {
  private TestWorker() {}

  public static void main(String... arguments) throws Exception {
    switch (arguments[0]) {
      case "exit" -> System.exit(Integer.parseInt(arguments[1]));
      case "halt" -> Runtime.getRuntime().halt(Integer.parseInt(arguments[1]));
      case "heap" -> fillHeap();
      case "segv" -> crashDeepIn(Integer.parseInt(arguments[1]));
      case "wait" -> waitForEver(System.out);
      case "echo" -> echo();
      case "print" -> System.out.print("x".repeat(Integer.parseInt(arguments[1])));
      case "describe" -> describe();
      case "directory" -> holdDirectory();
      default -> startProcesses(arguments);
    }
  }

  private static void waitForEver(OutputStream out) throws IOException, InterruptedException {
    out.write("ready\n".getBytes());
    out.flush();
    Thread.sleep(60_000);
  }

  private static void fillHeap() {
    List<byte[]> kept = new ArrayList<>();
    while (true) {
      kept.add(new byte[1 << 20]);
    }
  }

  private static void crashDeepIn(int depth) throws ReflectiveOperationException {
    if (depth > 0) {
      crashDeepIn(depth - 1);
      return;
    }
    Class<?> type = Class.forName("sun.misc.Unsafe"); // named in a string: javac warns of it
    Field unsafe = type.getDeclaredField("theUnsafe");
    unsafe.setAccessible(true);
    type.getMethod("putAddress", long.class, long.class).invoke(unsafe.get(null), 0L, 0L);
  }

  /** Sends back what arrives on the link, and prints meanwhile. */
  private static void echo() throws IOException {
    System.out.println("on standard output");
    System.err.println("on standard error");
    System.err.println("System.in: " + System.in.read());
    try (InputStream in = new FileInputStream("/dev/fd/3");
        OutputStream out = new FileOutputStream("/dev/fd/4")) {
      in.transferTo(out);
    }
  }

  private static void describe() throws Exception {
    System.out.println("module " + TestWorker.class.getModule().getName());
    System.out.println("depth " + System.getProperty("concurrent.futures.depth"));
    System.out.println("class path " + System.getProperty("java.class.path"));
    Class<?> lambda = Class.forName("java.lang.invoke.SerializedLambda");
    boolean opened = lambda.getDeclaredMethod("readResolve").trySetAccessible();
    System.out.println((opened ? "opened " : "closed ") + lambda.getSimpleName());
  }

  /** Like a parent JVM with an open pool. */
  private static void holdDirectory() throws IOException, InterruptedException {
    RunDirectory directory = RunDirectory.acquire();
    directory.sweep();
    System.out.println(directory.path());
    waitForEver(System.out);
  }

  private static void startProcesses(String... command) throws IOException, InterruptedException {
    for (int i = 0; i < 2; i++) {
      System.out.println(new ProcessBuilder(command).start().pid());
    }
    waitForEver(System.out);
  }
}
