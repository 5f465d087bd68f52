package concurrent.futures.contract;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Watches every test, setup and teardown. One that takes too long has the stacks of all threads
 * written to stderr, is interrupted and fails; if even that does not help, the JVM is halted, since
 * a deadlock must fail the build and not hang it.
 */
public final class Watchdog implements InvocationInterceptor {
  static final int EXIT_CODE = 86;

  private static final Duration LIMIT =
      Duration.ofSeconds(Long.getLong("concurrent.futures.test.seconds", 60));
  private static final Duration GRACE = Duration.ofSeconds(20);

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "watchdog");
            thread.setDaemon(true);
            return thread;
          });

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, method);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, method);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, method);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, method);
  }

  private static void watch(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method)
      throws Throwable {
    Thread test = Thread.currentThread();
    String name = method.getTargetClass().getName() + "." + method.getExecutable().getName();
    AtomicBoolean barked = new AtomicBoolean();
    Future<?> bark = after(LIMIT, () -> bark(name, test, barked));
    Future<?> bite = after(LIMIT.plus(GRACE), () -> bite(name));
    Throwable failure = null;
    try {
      invocation.proceed();
    } catch (Throwable t) {
      failure = t;
    } finally {
      bark.cancel(false);
      bite.cancel(false);
    }
    if (barked.get()) {
      Thread.interrupted();
      throw new AssertionError(
          name + " took longer than " + LIMIT + "; the stacks are on stderr", failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static Future<?> after(Duration delay, Runnable action) {
    return TIMER.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void bark(String name, Thread test, AtomicBoolean barked) {
    barked.set(true);
    System.err.println(name + " takes longer than " + LIMIT + ". All threads:");
    System.err.println(ThreadDump.take());
    test.interrupt();
  }

  private static void bite(String name) {
    System.err.println(name + " ignores its interrupt. All threads:");
    System.err.println(ThreadDump.take());
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
