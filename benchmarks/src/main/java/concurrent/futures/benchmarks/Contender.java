package concurrent.futures.benchmarks;

import com.google.common.util.concurrent.MoreExecutors;
import concurrent.futures.ThreadPoolExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A pool with a submit that returns a future, whatever it is called there. */
interface Contender extends AutoCloseable {
  Future<Integer> submit(Callable<Integer> call);

  @Override
  void close();

  static Contender of(String name, int threads) {
    switch (name) {
      case "ours":
        return service(new ThreadPoolExecutor(threads));
      case "tpe":
        return service(tpe(threads));
      case "fjp-async":
        return service(forkJoin(threads));
      case "guava":
        return service(MoreExecutors.listeningDecorator(tpe(threads)));
      case "cf-tpe":
        return completable(tpe(threads));
      case "cf-fjp":
        return completable(forkJoin(threads));
      case "virtual":
        return service(virtual());
      case "ours-virtual":
        return service(ThreadPoolExecutor.builder().virtualThreads().build());
      default:
        throw new IllegalArgumentException("no such contender: " + name);
    }
  }

  /** The pool of the JDK that this library is measured against. */
  static ExecutorService tpe(int threads) {
    return new java.util.concurrent.ThreadPoolExecutor(
        threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
  }

  private static ExecutorService forkJoin(int threads) {
    return new ForkJoinPool(threads, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);
  }

  private static ExecutorService virtual() {
    try { // this module is compiled for 17
      return (ExecutorService)
          java.util.concurrent.Executors.class
              .getMethod("newVirtualThreadPerTaskExecutor")
              .invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new UnsupportedOperationException("virtual threads need JDK 21 or later", e);
    }
  }

  private static Contender service(ExecutorService service) {
    return new Contender() {
      @Override
      public Future<Integer> submit(Callable<Integer> call) {
        return service.submit(call);
      }

      @Override
      public void close() {
        service.shutdownNow();
      }
    };
  }

  private static Contender completable(ExecutorService service) {
    return new Contender() {
      @Override
      public Future<Integer> submit(Callable<Integer> call) {
        Supplier<Integer> supplier =
            () -> {
              try {
                return call.call();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            };
        return CompletableFuture.supplyAsync(supplier, service);
      }

      @Override
      public void close() {
        service.shutdownNow();
      }
    };
  }
}
