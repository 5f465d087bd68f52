package concurrent.futures;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Futures in the order of their completion, from {@link Futures#asCompleted}: those that were done
 * at the call first.
 *
 * <p>More futures may be added while it is iterated, which makes it a completion queue:
 *
 * <pre>{@code
 * try (var completed = Futures.asCompleted(List.of(pool.submit(Spider::crawl, start)))) {
 *   for (Future<Page> page : completed) {
 *     for (String link : page.result().links()) completed.add(pool.submit(Spider::crawl, link));
 *   }
 * }
 * }</pre>
 *
 * <p>{@link #add} may be called from any thread; the iteration belongs to one thread at a time. A
 * future that was handed out is no longer referred to (CONTRACT A5). {@link #close()} takes back
 * the registration at the futures that are not done and cancels nothing (A6); an iteration that
 * comes to its end needs no {@code close}.
 *
 * @param <F> the type of the futures
 */
public final class CompletedFutures<F> implements Iterable<F>, Iterator<F>, AutoCloseable {
  // Longer than 400 lines because order, duplicates, additions and nested waits share one
  // bookkeeping.

  /**
   * Completed and not yet taken over by the iterating thread: a stack, newest first.
   *
   * <pre>
   *   a future completes ──▶ arrived (any thread) ──▶ ready (iterating thread) ──▶ next()
   * </pre>
   */
  @SuppressWarnings("unused") // by ARRIVED
  private volatile @Nullable Member<F> arrived;

  private static final VarHandle ARRIVED;

  static {
    try {
      ARRIVED =
          MethodHandles.lookup().findVarHandle(CompletedFutures.class, "arrived", Member.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final @Nullable Deadline deadline;
  private volatile @Nullable Thread waiting;

  private volatile int added; // written under the lock

  /** Guards all fields below; held for a few instructions, never while waiting. */
  private final Object lock = new Object();

  private final ArrayDeque<Member<F>> ready = new ArrayDeque<>();
  private @Nullable Object[] input; // a future that is handed out is nulled
  private Member<F> @Nullable [] registered; // of the same length; null where done at the start
  private int cursor; // where in the input the next one that was done at the start may be
  private int left; // to be handed out, duplicates included until they are dropped
  private int total;
  private boolean distinct; // duplicates have been dropped
  private boolean closed;
  private ForeignFuture.Release release = new ForeignFuture.Release();
  private @Nullable WeakReference<Object> handedOutFirst; // before they were

  // only by the iterating thread, and only if it is a worker
  private ArrayDeque<Watchable> toHelp = new ArrayDeque<>();
  private int toHelpOf; // how many futures there were when it was filled

  /** What is still to be handed out, by future. Only once something was added. */
  private @Nullable Map<Object, Object> members;

  /** A registration at one future. */
  private static final class Member<F> extends Waiter {
    private final CompletedFutures<F> owner;
    private final int index; // in the input, or -1 if added
    @Nullable Object future; // null when handed out
    @Nullable Member<F> arrivedBefore;
    boolean duplicate; // guarded by the owner's lock
    volatile boolean hasArrived;

    Member(CompletedFutures<F> owner, Object future, int index) {
      this.owner = owner;
      this.future = future;
      this.index = index;
    }

    @Override
    void fire(Watchable done) {
      owner.arrive(this);
    }

    /** Or somebody who has seen the future done would not find it, or a later one before it. */
    @Override
    void awaitFired() {
      while (!hasArrived) { // the other thread is some instructions before that
        Thread.yield();
      }
    }

    @Override
    void poke() {
      LockSupport.unpark(owner.waiting);
    }
  }

  CompletedFutures(Iterable<? extends F> fs, @Nullable Duration timeout) {
    this.deadline = Deadline.after(timeout);
    FutureList<F> futures = new FutureList<>(fs, release);
    this.input = futures.toFutures();
    this.distinct = FutureList.isDistinct(fs) || input.length < 2;
    this.left = input.length;
    this.total = input.length;
    for (int i = 0; i < input.length; i++) {
      Watchable future = futures.get(i);
      if (!future.done()) {
        register(futures, i);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private void register(FutureList<F> futures, int i) {
    if (registered == null) {
      registered = (Member<F>[]) new Member<?>[input.length];
    }
    Member<F> member = new Member<>(this, futures.future(i), i);
    if (futures.get(i).watch(member)) {
      registered[i] = member;
    }
  }

  private void arrive(Member<F> member) {
    Member<F> before;
    do {
      before = arrived;
      member.arrivedBefore = before;
    } while (!ARRIVED.compareAndSet(this, before, member));
    member.hasArrived = true;
    LockSupport.unpark(waiting);
  }

  /**
   * Adds a future to the iteration, from any thread. A future that is still to be handed out is not
   * added again; after {@link #close()} none is.
   *
   * @param future the future
   * @throws NullPointerException if it is null
   */
  public void add(F future) {
    Objects.requireNonNull(future, "future");
    synchronized (lock) { // as one step, or next() could count it and not find it
      Map<Object, Object> known = membersByFuture();
      if (closed || known.containsKey(future)) {
        return;
      }
      Member<F> member = new Member<>(this, future, -1);
      known.put(future, member);
      left++;
      total++;
      watch(member, future, release);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // it is called under the lock
  private void watch(Member<F> member, F future, ForeignFuture.Release until) {
    Watchable watchable =
        future instanceof Watchable
            ? (Watchable) future
            : new ForeignFuture((CompletionStage<?>) future, until);
    if (watchable.watch(member)) {
      added++; // a worker that waits may be able to run it
      LockSupport.unpark(waiting);
    } else {
      arrive(member);
    }
  }

  private Map<Object, Object> membersByFuture() {
    Map<Object, Object> known = members;
    if (known == null) {
      dropDuplicates();
      known = new IdentityHashMap<>();
      for (int i = 0; i < input.length; i++) {
        Object future = input[i];
        if (future != null) {
          known.put(future, registered == null || registered[i] == null ? this : registered[i]);
        }
      }
      members = known;
    }
    return known;
  }

  /** Put off until it matters, so that the first future comes at once. */
  private void dropDuplicates() {
    if (distinct) {
      return;
    }
    distinct = true;
    Repeats repeats = new Repeats(input);
    // if it was collected, it cannot be in the input again
    Object first = handedOutFirst == null ? null : handedOutFirst.get();
    for (int i = 0; i < input.length; i++) {
      Object future = input[i];
      if (future != null && (future == first || repeats.repeats(i))) {
        input[i] = null;
        left--;
        total--;
        if (registered != null && registered[i] != null) {
          registered[i].duplicate = true;
          unwatch(registered[i], future);
          registered[i] = null;
        }
      }
    }
  }

  /**
   * Tells whether there is another future to come. Never blocks.
   *
   * @return false once all have been handed out
   */
  @Override
  public boolean hasNext() {
    synchronized (lock) {
      if (left > 0 && handedOutFirst != null) {
        dropDuplicates(); // what is left may be nothing but the first one again
      }
      return left > 0;
    }
  }

  /**
   * Waits for the next future to complete and hands it out. It is done: {@code result()} does not
   * block.
   *
   * @return the future
   * @throws UncheckedTimeoutException if the time has passed and no future is done: "2 (of 4)
   *     futures unfinished"
   * @throws UncheckedInterruptedException if this thread is interrupted; its flag stays set
   * @throws NoSuchElementException if all have been handed out
   */
  @Override
  public F next() {
    for (; ; ) {
      if (!hasNext()) {
        throw new NoSuchElementException("all futures have been handed out");
      }
      F done = pollDone();
      if (done != null) {
        return done;
      }
      if (!awaitArrival()) {
        synchronized (lock) {
          dropDuplicates();
          throw new UncheckedTimeoutException(left + " (of " + total + ") futures unfinished");
        }
      }
    }
  }

  private @Nullable F pollDone() {
    synchronized (lock) {
      takeArrived();
      for (; cursor < input.length; cursor++) {
        Object future = input[cursor];
        if (future != null && (registered == null || registered[cursor] == null)) {
          input[cursor++] = null;
          return handOut(future);
        }
      }
      for (Member<F> member; (member = ready.poll()) != null; ) {
        Object future = member.future;
        if (!member.duplicate && future != null) {
          member.future = null;
          if (member.index >= 0) {
            input[member.index] = null;
            Objects.requireNonNull(registered)[member.index] = null;
          }
          return handOut(future);
        }
      }
      return null;
    }
  }

  /** Takes what has arrived, in the order of arrival. */
  private void takeArrived() {
    if (arrived == null) {
      return;
    }
    @SuppressWarnings("unchecked")
    Member<F> newest = (Member<F>) ARRIVED.getAndSet(this, null);
    Member<F> oldest = null;
    for (Member<F> m = newest; m != null; ) {
      Member<F> before = m.arrivedBefore;
      m.arrivedBefore = oldest;
      oldest = m;
      m = before;
    }
    for (Member<F> m = oldest; m != null; ) {
      Member<F> after = m.arrivedBefore;
      m.arrivedBefore = null;
      ready.add(m);
      m = after;
    }
  }

  @SuppressWarnings("unchecked")
  private F handOut(Object future) {
    left--;
    if (!distinct) {
      handedOutFirst = new WeakReference<>(future);
    }
    if (members != null) {
      members.remove(future);
    }
    if (future instanceof Watchable) {
      ((Watchable) future).failed(); // it has been seen now
    }
    if (left == 0) { // nobody is waited for; more may be added
      release.now();
      release = new ForeignFuture.Release();
    }
    return (F) future;
  }

  /** The registrations whose futures are not done. */
  @SuppressWarnings("unchecked")
  private List<Member<F>> waitingMembers() {
    List<Member<F>> waitingMembers = new ArrayList<>();
    synchronized (lock) {
      if (registered != null) {
        for (Member<F> member : registered) {
          add(waitingMembers, member);
        }
      }
      if (members != null) {
        for (Object member : members.values()) {
          if (member instanceof Member && ((Member<?>) member).index < 0) {
            add(waitingMembers, (Member<F>) member);
          }
        }
      }
    }
    return waitingMembers;
  }

  private static <F> void add(List<Member<F>> list, @Nullable Member<F> member) {
    Object future = member == null ? null : member.future;
    if (future instanceof Watchable && !((Watchable) future).done()) {
      list.add(member);
    }
  }

  /**
   * What a worker that waits here may run itself, and be in a circle with. Futures of others can
   * always complete, and so can those that are done but have not arrived yet.
   */
  private @Nullable NestedWait nestedWait() {
    if (Worker.current() == null) {
      return null;
    }
    synchronized (lock) {
      List<Watchable> tasks = waitingTasks();
      return NestedWait.of(tasks, true, deadline != null || tasks.size() < left);
    }
  }

  private List<Watchable> waitingTasks() {
    List<Watchable> tasks = new ArrayList<>();
    for (Member<F> member : waitingMembers()) {
      Object future = member.future;
      if (future instanceof Task) {
        tasks.add((Watchable) future);
      }
    }
    return tasks;
  }

  private static void unwatch(Member<?> member, @Nullable Object future) {
    if (future instanceof Watchable) {
      ((Watchable) future).unwatch(member);
    }
  }

  /** Runs a queued task of this worker's own pool, so that it arrives; each is tried once. */
  private boolean helpOne(Worker worker) {
    if (deadline != null && deadline.remainingNanos() <= 0) {
      return false;
    }
    synchronized (lock) {
      if (toHelpOf != total) {
        toHelpOf = total;
        toHelp = new ArrayDeque<>(waitingTasks());
      }
    }
    for (Watchable future; (future = toHelp.poll()) != null; ) {
      if (worker.help((Task<?>) future)) {
        return true;
      }
    }
    return false;
  }

  private boolean awaitArrival() {
    Worker worker = Worker.current();
    if (worker != null && helpOne(worker)) {
      return true;
    }
    waiting = Thread.currentThread();
    try {
      int before = added;
      return Parked.await(() -> arrived != null || added != before, deadline, nestedWait(), this);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedInterruptedException("interrupted while waiting for the next future");
    } finally {
      waiting = null;
    }
  }

  /**
   * Takes back the registration at the futures that are not done; nothing is cancelled. The
   * iteration is over then.
   */
  @Override
  public void close() {
    synchronized (lock) {
      dropDuplicates();
      for (Member<F> member : waitingMembers()) {
        unwatch(member, member.future);
      }
      closed = true;
      left = 0;
      input = new Object[0];
      registered = null;
      ready.clear();
      members = null;
      release.now();
    }
  }

  /**
   * Returns this iteration itself, which can be gone through once.
   *
   * @return this
   */
  @Override
  public Iterator<F> iterator() {
    return this;
  }
}
