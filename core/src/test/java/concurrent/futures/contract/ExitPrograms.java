package concurrent.futures.contract;

import concurrent.futures.Executor;
import concurrent.futures.PoolExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Programs that end in different ways, run by {@link ExitContract} in JVMs of their own. */
public final class ExitPrograms {
  /** A pool that was collected would say that nobody has closed it: another topic. */
  private static final List<Executor> REACHABLE = new ArrayList<>();

  private ExitPrograms() {}

  private static Executor open(Subject subject, Consumer<PoolExecutor.Builder<?>> settings) {
    Executor pool = subject.open(settings);
    REACHABLE.add(pool);
    return pool;
  }

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
        open(
            subject,
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
          System.out.println(open(subject, builder -> {}).submit(Tasks::square, 3).result());
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
