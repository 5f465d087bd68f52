package concurrent.futures;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Only has to compile: the shapes of calls that must resolve without a cast (ARCHITECTURE §1,
 * DECISIONS 1, 4), and the wildcards of the signatures. {@link CompileErrorsTest} has those that
 * must not.
 */
@SuppressWarnings("unused")
final class TypeChecks {
  private TypeChecks() {}

  /** A method of each kind. */
  static final class Spider {
    Spider(String url) {}

    static int crawl(int page) throws Exception {
      return page;
    }

    String title() {
      return "";
    }

    static void log(String text) {}

    int links(Spider other) {
      return 0;
    }
  }

  void submits(Executor pool, Spider spider, List<String> lines) {
    Future<Integer> constant = pool.submit(() -> 42);
    Future<?> pause = pool.submit(() -> Thread.sleep(10));
    Future<?> block =
        pool.submit(
            () -> {
              Spider.log("x");
            });
    Future<Object> neverReturns =
        pool.submit(
            () -> {
              throw new Exception("checked");
            });
    Future<Integer> reference = pool.submit(Spider::crawl, 1);
    Future<Integer> larger = pool.submit(Math::max, 3, 4);
    Future<String> title = pool.submit(Spider::title, spider);
    Future<String> bound = pool.submit(spider::title);
    Future<Integer> links = pool.submit(Spider::links, spider, spider);
    Future<Spider> made = pool.submit(Spider::new, "url");
    Future<String> replaced = pool.submit(String::replace, "abc", 'a', 'b');
    Future<String> joined = pool.submit((a, b, c, d) -> a + b + c + d, "a", 1, 'c', 2.0);
    Future<Double> power = pool.submit(Math::pow, 2.0, 8.0);
    Future<?> printed = pool.submit(() -> System.out.println("x"));
    Future<List<String>> list = pool.submit(() -> new ArrayList<>(10));
    Future<Number> wider = pool.submit(() -> 42);
    Future<? extends Number> widest = pool.submit(Spider::crawl, 1);
    Future<CharSequence> supertype = pool.submit(Object::toString, "x".length());
  }

  void submitsOfVariables(
      Executor pool,
      Callable<Integer> callable,
      Runnable runnable,
      Call<Integer> call,
      Action act) {
    Future<Integer> a = pool.submit(callable);
    Future<?> b = pool.submit(runnable);
    Future<String> c = pool.submit(runnable, "done");
    Future<Integer> d = pool.submit(call);
    Future<?> e = pool.submit(act);
    Future<String> f = pool.submit(act, "done");
    Runnable anAction = act;
    Callable<Integer> aCall = call;
    pool.execute(runnable);
    pool.execute(() -> Spider.log("x"));
  }

  void maps(Executor pool, List<Integer> list, List<Double> xs, Collection<? extends Number> any) {
    Results<Integer> a = pool.map(Spider::crawl, list);
    Results<Integer> b = pool.map(Math::abs, list);
    Results<Double> c = pool.map(Math::pow, xs, xs);
    Results<String> d = pool.map((x, y, z) -> x + y + z, List.of("a"), list, xs);
    Results<Integer> e = pool.map(String::length, List.of("a"), MapOptions.defaults().unordered());
    Results<Integer> range = pool.map(Spider::crawl, IntStream.range(0, 9).boxed()::iterator);
    Results<Integer> stream = pool.map(Spider::crawl, Stream.of(1, 2, 3)::iterator);
    Results<String> wildcard = pool.map(String::valueOf, any);
    Results<Number> wider = pool.map(n -> n, list);
    Results<Object> contravariant = pool.map((Object o) -> o, list);
    Results<BigDecimal> constructor = pool.map(BigDecimal::new, List.of("1.5"));
    List<Integer> gathered = a.toList();
    Stream<Integer> streamed = a.stream();
    for (int n : pool.map(String::length, Set.of("a"))) {
      Spider.log("" + n);
    }
    pool.map(n -> n + 1, list).forEachRemaining(n -> Spider.log("" + n));
  }

  void waits(
      List<Future<Integer>> futures,
      Set<Future<?>> wildcards,
      Map<Future<Integer>, String> byFuture,
      Future<String> other,
      CompletableFuture<Integer> foreign) {
    WaitResult<Future<Integer>> a = Futures.wait(futures);
    WaitResult<Future<?>> b = Futures.wait(wildcards, ReturnWhen.FIRST_COMPLETED);
    WaitResult<Future<?>> c =
        Futures.wait(List.of(futures.get(0), other), Duration.ZERO, ReturnWhen.FIRST_EXCEPTION);
    WaitResult<Future<Integer>> d = Futures.wait(byFuture.keySet(), null, ReturnWhen.ALL_COMPLETED);
    WaitResult<CompletionStage<?>> mixed = Futures.wait(List.of(other, foreign));
    WaitResult<CompletableFuture<Integer>> foreigners = Futures.wait(List.of(foreign));
    Set<Future<Integer>> done = a.done();
    Set<Future<Integer>> again = Futures.wait(a.notDone()).done();
    for (Future<Integer> future : Futures.asCompleted(futures)) {
      int value = future.result();
    }
    for (Future<Integer> future : Futures.asCompleted(byFuture.keySet(), Duration.ofSeconds(1))) {
      String url = byFuture.get(future);
    }
    try (var completed = Futures.asCompleted(futures)) {
      completed.add(futures.get(0));
    }
  }

  void futures(Future<Integer> future, ExecutorService jdk) throws Exception {
    future.addDoneCallback(f -> Spider.log("" + f.result())).addDoneCallback(this::any, jdk);
    CompletionStage<Integer> stage = future;
    java.util.concurrent.Future<Integer> plain = future;
    CompletableFuture<Integer> copy = future.toCompletableFuture();
    CompletionStage<String> then = future.thenApply(n -> n + "!");
    int value = future.result(Duration.ofMillis(5)) + future.get();
  }

  private void any(Future<?> future) {}

  void executors() throws Exception {
    try (Executor pool = new ThreadPoolExecutor(4)) {
      ExecutorService jdk = pool;
      java.util.concurrent.Future<Integer> future = jdk.submit(() -> 1);
      List<java.util.concurrent.Future<Integer>> all = pool.invokeAll(List.of(() -> 1, () -> 2));
      int any = pool.invokeAny(List.of(() -> 1));
      CompletableFuture<Integer> async = CompletableFuture.supplyAsync(() -> 1, pool);
      Executor view = pool.with(TaskOptions.defaults().retries(1)).with(TaskOptions.defaults());
    }
    try (ThreadPoolExecutor pool =
        ThreadPoolExecutor.builder()
            .maxWorkers(2)
            .initializer(() -> Thread.sleep(1))
            .queueCapacity(10)
            .listener(new ExecutorListener() {})
            .name("pool")
            .threadNamePrefix("worker")
            .keepAlive(Duration.ofSeconds(1))
            .daemon(false)
            .build()) {
      pool.shutdown(false, true);
    }
  }
}
