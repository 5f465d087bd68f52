package concurrent.futures.contract;

import concurrent.futures.Executor;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/** Programs that end in different ways, run by {@link ExitContract} in JVMs of their own. */
public final class ExitPrograms {
  private ExitPrograms() {}

  /** What the task of most programs does, after main has returned. */
  public static void slowly(String text) throws InterruptedException {
    Thread.sleep(150);
    System.out.println(text);
  }

  /** What never ends by itself. */
  public static void forEver() throws InterruptedException {
    for (; ; ) {
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  public static void main(String[] args) throws Exception {
    Subject subject = Subject.of(Class.forName(args[0]).asSubclass(Subject.class));
    boolean daemon = args[1].equals("daemon");
    Executor pool =
        subject.open(
            builder -> builder.maxWorkers(1).keepAlive(Duration.ofMillis(20)).daemon(daemon));
    switch (args[1]) {
      case "pending" -> pool.submit(() -> slowly("apple"));
      case "shutdownNoWait" -> {
        pool.submit(() -> slowly("apple"));
        pool.submit(() -> slowly("pear"));
        pool.shutdown(false, false);
      }
      case "shutdownAndCancel" -> {
        pool.submit(() -> slowly("apple"));
        pool.submit(() -> slowly("pear"));
        pool.shutdown(false, true);
      }
      case "idle" -> System.out.println(pool.submit(Tasks::square, 3).result());
      case "idleByDefault" ->
          System.out.println(subject.open(builder -> {}).submit(Tasks::square, 3).result());
      case "daemon" -> {
        pool.submit(ExitPrograms::forEver);
        System.out.println("main");
      }
      case "submitInExitHook" -> {
        pool.submit(Tasks::square, 3).result();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> submitInHook(pool)));
      }
      case "closeInExitHook" -> {
        pool.submit(() -> slowly("apple"));
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      pool.close();
                      System.out.println("closed");
                    }));
        System.exit(7);
      }
      default -> throw new IllegalArgumentException(args[1]);
    }
  }

  private static void submitInHook(Executor pool) {
    try {
      System.out.println("hook: " + pool.submit(Tasks::square, 4).result());
    } catch (RejectedExecutionException e) {
      System.out.println("hook: refused");
    }
  }
}
