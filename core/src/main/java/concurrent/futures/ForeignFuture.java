package concurrent.futures;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A stage that is not ours, for the time of one wait.
 *
 * <p>A {@link CompletableFuture} cannot forget a dependent, but {@code anyOf} cleans up behind
 * itself when its other argument completes: {@link Release} is that argument. Other stages keep
 * their dependents.
 */
final class ForeignFuture implements Watchable {
  /** Completes when the wait is over. */
  static final class Release {
    private final CompletableFuture<Void> signal = new CompletableFuture<>();

    void now() {
      signal.complete(null);
    }
  }

  private final CompletableFuture<?> stage;
  private final Release release;

  ForeignFuture(CompletionStage<?> stage, Release release) {
    this.stage = asCompletableFuture(stage);
    this.release = release;
  }

  private static CompletableFuture<?> asCompletableFuture(CompletionStage<?> stage) {
    try {
      return stage.toCompletableFuture();
    } catch (UnsupportedOperationException e) { // allowed by its contract
      CompletableFuture<Object> mirror = new CompletableFuture<>();
      stage.whenComplete(
          (value, exception) -> {
            if (exception == null) {
              mirror.complete(value);
            } else {
              mirror.completeExceptionally(exception);
            }
          });
      return mirror;
    }
  }

  @Override
  public boolean done() {
    return stage.isDone();
  }

  @Override
  public boolean failed() {
    return stage.isCompletedExceptionally() && !stage.isCancelled();
  }

  @Override
  public boolean watch(Waiter waiter) {
    if (stage.isDone()) {
      return false;
    }
    CompletableFuture.anyOf(stage, release.signal)
        .whenComplete(
            (value, exception) -> {
              if (stage.isDone() && !waiter.dead) {
                waiter.tell(this);
              }
            });
    return true;
  }

  @Override
  public void unwatch(Waiter waiter) {
    waiter.dead = true; // the release does the rest
  }
}
