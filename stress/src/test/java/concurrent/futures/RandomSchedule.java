package concurrent.futures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * One pool with random settings, and a few threads that submit, cancel, wait and shut down at
 * random, all from one seed. In the end the books must balance: nothing lost, nothing done twice,
 * nobody left.
 */
final class RandomSchedule {
  private final long seed;
  private final String name;
  private final int maxWorkers;
  private final int threads;
  private final int operations;
  private final boolean timeouts;
  private final String settings;
  private final Duration patience;
  private final ThreadPoolExecutor pool;
  private final Executor executor;

  private final Queue<Submitted> submitted = new ConcurrentLinkedQueue<>();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final Set<Thread> executing = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping; // from here on any task may be interrupted

  RandomSchedule(long seed) {
    this(seed, Duration.ofSeconds(20), pool -> pool);
  }

  /** With a wrapper around the pool, for twins that are broken on purpose. */
  RandomSchedule(long seed, Duration patience, UnaryOperator<Executor> wrapper) {
    Random random = new Random(seed);
    this.seed = seed;
    this.patience = patience;
    this.name = "random-" + Long.toHexString(seed) + "-" + Integer.toHexString(hashCode());
    this.maxWorkers = 1 + random.nextInt(4);
    this.threads = 2 + random.nextInt(3);
    this.operations = 5 + random.nextInt(40);
    this.timeouts = random.nextInt(3) == 0;
    int capacity = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
    int keepAliveMicros = random.nextBoolean() ? 0 : random.nextInt(2_000);
    boolean virtual = Runtime.version().feature() >= 21 && random.nextInt(4) == 0;
    this.settings =
        "maxWorkers=%d threads=%d operations=%d timeouts=%s capacity=%d keepAlive=%dus virtual=%s"
            .formatted(
                maxWorkers, threads, operations, timeouts, capacity, keepAliveMicros, virtual);
    var builder = ThreadPoolExecutor.builder().name(name);
    if (virtual) {
      builder.virtualThreads();
    }
    builder.maxWorkers(maxWorkers).keepAlive(Duration.ofNanos(keepAliveMicros * 1_000L));
    if (capacity > 0) {
      builder.queueCapacity(capacity);
    }
    this.pool = builder.build();
    this.executor = wrapper.apply(pool);
  }

  /** A task that was accepted, and all that is known of it. */
  private static final class Submitted {
    final int retries;
    final boolean limited; // in time, so that it may be interrupted by itself
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger callbacks = new AtomicInteger();
    final AtomicInteger expectedCallbacks = new AtomicInteger();
    volatile boolean interruptedAtStart;
    volatile Future<Integer> future; // set once submit has returned

    Submitted(int retries, boolean limited) {
      this.retries = retries;
      this.limited = limited;
    }
  }

  /** Runs it; what is wrong afterwards, or nothing. */
  List<String> run() {
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Thread> actors = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Random random = new Random(seed * 31 + i);
      boolean last = i == 0;
      Thread actor = new Thread(() -> act(random, start, last), "actor-" + i);
      actor.setDaemon(true);
      actors.add(actor);
      actor.start();
    }
    try {
      for (Thread actor : actors) {
        actor.join(patience.toMillis());
        if (actor.isAlive()) {
          complaints.add("stuck: " + actor.getName() + " " + List.of(actor.getStackTrace()));
        }
      }
      check();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return List.copyOf(complaints);
  }

  @Override
  public String toString() {
    return "seed " + seed + " (" + settings + ")";
  }

  // ---- what the threads do

  private void act(Random random, CyclicBarrier start, boolean shutsDown) {
    try {
      start.await();
      for (int i = 0; i < operations; i++) {
        operate(random);
      }
      if (shutsDown) {
        shutDown(random);
      }
    } catch (RejectedExecutionException e) {
      return; // the pool was shut down meanwhile
    } catch (Exception e) {
      complaints.add("an actor failed: " + e);
    }
  }

  private void operate(Random random) {
    switch (random.nextInt(12)) {
      case 0 -> any(random).cancel();
      case 1 -> any(random).cancel(true);
      case 2 -> addCallback(random);
      case 3 -> awaitShortly(any(random), random);
      case 4 -> Futures.wait(some(random), shortly(random), ReturnWhen.FIRST_COMPLETED);
      case 5 -> iterate(random);
      case 6 -> pool.stats();
      default -> submit(random, 0);
    }
  }

  private void shutDown(Random random) {
    switch (random.nextInt(5)) {
      case 0 -> pool.shutdown();
      case 1 -> pool.shutdown(false, true);
      case 2 -> {
        stopping = true;
        pool.shutdownNow();
      }
      case 3 -> {
        stopping = true;
        pool.close(shortly(random));
      }
      default -> pool.close();
    }
  }

  private Future<Integer> submit(Random random, int depth) {
    int retries = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
    TaskOptions options = TaskOptions.defaults().retries(retries);
    if (random.nextInt(4) == 0) {
      options = options.priority(random.nextInt(3) - 1);
    }
    if (retries > 0 && random.nextBoolean()) {
      options = options.retryDelay(Duration.ofNanos(random.nextInt(1_000_000)));
    }
    boolean limited = timeouts && random.nextInt(4) == 0;
    if (limited) {
      options =
          random.nextBoolean()
              ? options.timeout(Duration.ofNanos(1 + random.nextInt(1_000_000)))
              : options.queueTimeout(Duration.ofNanos(1 + random.nextInt(1_000_000)));
    }
    Submitted task = new Submitted(retries, limited);
    long taskSeed = random.nextLong();
    Call<Integer> call = () -> execute(task, new Random(taskSeed), depth);
    task.future = random.nextBoolean() ? submitPlain(call, options) : submitWith(call, options);
    submitted.add(task);
    return task.future;
  }

  private Future<Integer> submitWith(Call<Integer> call, TaskOptions options) {
    return executor.with(options).submit(call);
  }

  /** Without options if they are the defaults, since most tasks carry none. */
  private Future<Integer> submitPlain(Call<Integer> call, TaskOptions options) {
    return options.equals(TaskOptions.defaults())
        ? executor.submit(call)
        : submitWith(call, options);
  }

  private int execute(Submitted task, Random random, int depth) throws Exception {
    if (Thread.currentThread().isInterrupted()) {
      task.interruptedAtStart = true;
    }
    task.runs.incrementAndGet();
    boolean outermost = executing.add(Thread.currentThread());
    if (executing.size() > maxWorkers) {
      complaints.add("more than " + maxWorkers + " workers at a time: " + executing);
    }
    try {
      switch (random.nextInt(10)) {
        case 0 -> throw new IllegalStateException("as planned");
        case 1 -> TimeUnit.MICROSECONDS.sleep(random.nextInt(500));
        case 2 -> LockSupport.parkNanos(random.nextInt(100_000));
        case 3, 4 -> {
          if (depth < 3) {
            return submit(random, depth + 1).result();
          }
        }
        case 5 -> {
          if (depth < 3) {
            submit(random, depth + 1);
          }
        }
        case 6 -> {
          if (depth < 3) {
            List<Future<Integer>> children = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
              children.add(submit(random, depth + 1));
            }
            return Futures.wait(children).done().size();
          }
        }
        default -> {}
      }
      return 1;
    } finally {
      if (outermost) {
        executing.remove(Thread.currentThread());
      }
    }
  }

  private void addCallback(Random random) {
    Submitted task = anySubmitted(random);
    if (task != null) {
      task.expectedCallbacks.incrementAndGet();
      task.future.addDoneCallback(
          future -> {
            if (!future.done()) {
              complaints.add("a callback before the end of " + future);
            }
            task.callbacks.incrementAndGet();
          });
    }
  }

  private void awaitShortly(Future<Integer> future, Random random) {
    try {
      future.result(shortly(random));
    } catch (RuntimeException e) {
      return; // whatever came of it
    }
  }

  private void iterate(Random random) {
    try (var completed = Futures.asCompleted(some(random), shortly(random))) {
      while (completed.hasNext()) {
        if (!completed.next().done()) {
          complaints.add("asCompleted handed out a future that is not done");
        }
      }
    } catch (UncheckedTimeoutException e) {
      return; // as it should
    }
  }

  private static Duration shortly(Random random) {
    return Duration.ofNanos(random.nextInt(300_000));
  }

  private Submitted anySubmitted(Random random) {
    List<Submitted> all = List.copyOf(submitted);
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  private Future<Integer> any(Random random) {
    Submitted task = anySubmitted(random);
    return task == null ? submit(random, 0) : task.future;
  }

  private List<Future<Integer>> some(Random random) {
    List<Future<Integer>> some = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      some.add(any(random));
    }
    return some;
  }

  // ---- what must hold in the end

  private void check() throws InterruptedException {
    pool.shutdown();
    if (!pool.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      complaints.add("not terminated: " + pool.stats());
      pool.shutdownNow();
    }
    long succeeded = 0;
    long failed = 0;
    long cancelled = 0;
    for (Submitted task : submitted) {
      Future<Integer> future = Objects.requireNonNull(task.future);
      if (!future.done()) {
        complaints.add("never done: " + future);
        continue;
      }
      checkOne(task, future);
      if (future.cancelled()) {
        cancelled++;
      } else if (future.exception() != null) {
        failed++;
      } else {
        succeeded++;
      }
    }
    checkStats(succeeded, failed, cancelled);
    checkThreads();
  }

  /** Whoever completes a future counts it soon, but perhaps not before others see it done. */
  private void checkStats(long succeeded, long failed, long cancelled) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    ExecutorStats stats;
    do {
      stats = pool.stats();
      if (stats.pending() == 0
          && stats.running() == 0
          && stats.submitted() == submitted.size()
          && stats.succeeded() == succeeded
          && stats.failed() == failed
          && stats.cancelled() == cancelled) {
        return;
      }
      Thread.sleep(1);
    } while (System.nanoTime() < end);
    complaints.add(
        "%s, but of %d: %d succeeded, %d failed, %d cancelled"
            .formatted(stats, submitted.size(), succeeded, failed, cancelled));
  }

  private void checkOne(Submitted task, Future<Integer> future) throws InterruptedException {
    int runs = task.runs.get();
    if (runs > 1 + task.retries) {
      complaints.add(runs + " runs with " + task.retries + " retries: " + future);
    }
    if (runs == 0 && !future.cancelled() && future.exception() == null) {
      complaints.add("a result without a run: " + future);
    }
    boolean mayBeInterrupted = stopping || task.limited || future.cancelled();
    if (task.interruptedAtStart && !mayBeInterrupted) {
      complaints.add("interrupted by somebody else's interrupt: " + future);
    }
    long end =
        System.nanoTime() + patience.toNanos(); // the last callbacks may still be on their way
    while (task.callbacks.get() < task.expectedCallbacks.get() && System.nanoTime() < end) {
      Thread.sleep(1);
    }
    if (task.callbacks.get() != task.expectedCallbacks.get()) {
      complaints.add(
          task.callbacks + " calls of " + task.expectedCallbacks + " callbacks: " + future);
    }
  }

  private void checkThreads() throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos(); // timers and callbacks are not waited for
    List<String> left;
    do {
      left =
          Thread.getAllStackTraces().keySet().stream()
              .map(Thread::getName)
              .filter(n -> n.startsWith(name))
              .toList();
      if (left.isEmpty()) {
        return;
      }
      Thread.sleep(1);
    } while (System.nanoTime() < end);
    complaints.add("threads are left: " + left);
  }
}
