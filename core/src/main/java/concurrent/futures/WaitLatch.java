package concurrent.futures;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code wait}: it looks at all futures first and registers only if it must block. No
 * locks are taken, so there is no order to mind (CONTRACT W2); on return no waiter is left (W11).
 */
final class WaitLatch {
  private final FutureList<?> futures;
  private final ReturnWhen when;
  private final Thread thread = Thread.currentThread();
  private final AtomicInteger pending = new AtomicInteger();
  private volatile boolean open;

  WaitLatch(FutureList<?> futures, ReturnWhen when) {
    this.futures = futures;
    this.when = when;
  }

  private static final class Member extends Waiter {
    private final WaitLatch latch;

    Member(WaitLatch latch) {
      this.latch = latch;
    }

    @Override
    void fire(Watchable future) {
      latch.completed(future);
    }

    @Override
    void poke() {
      LockSupport.unpark(latch.thread);
    }
  }

  void await(@Nullable Duration timeout) throws InterruptedException {
    long nanos = Deadline.toNanos(timeout);
    if (holdsAlready() || nanos <= 0) {
      return;
    }
    Deadline deadline = Deadline.after(timeout);
    boolean any = when != ReturnWhen.ALL_COMPLETED; // one may be enough
    Member[] members = new Member[futures.size()];
    try {
      register(members);
      Parked.await(() -> open, deadline, NestedWait.of(futures, any, deadline != null), this);
    } finally {
      for (int i = 0; i < members.length; i++) {
        if (members[i] != null && !futures.get(i).done()) {
          futures.get(i).unwatch(members[i]);
        }
      }
    }
  }

  private boolean holdsAlready() {
    boolean all = true;
    boolean any = false;
    for (Watchable future : futures) {
      if (!future.done()) {
        all = false;
      } else if (when == ReturnWhen.FIRST_COMPLETED
          || (when == ReturnWhen.FIRST_EXCEPTION && future.failed())) {
        any = true;
      }
      if (any || (!all && when == ReturnWhen.ALL_COMPLETED)) {
        break;
      }
    }
    return all || any;
  }

  private void register(Member[] members) {
    pending.set(futures.size());
    for (int i = 0; i < members.length && !open; i++) {
      Member member = new Member(this);
      if (futures.get(i).watch(member)) {
        members[i] = member;
      } else {
        completed(futures.get(i));
      }
    }
  }

  private void completed(Watchable future) {
    boolean last = pending.decrementAndGet() == 0;
    if (last
        || when == ReturnWhen.FIRST_COMPLETED
        || (when == ReturnWhen.FIRST_EXCEPTION && future.failed())) {
      open = true;
      LockSupport.unpark(thread);
    }
  }
}
