package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.BrokenClusterException;
import concurrent.futures.Executor;
import concurrent.futures.ExecutorListener;
import concurrent.futures.Future;
import concurrent.futures.TaskEvent;
import concurrent.futures.TaskOptions;
import concurrent.futures.WorkerLostException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A cluster that lives for some time, by a script that follows from the seed of a {@link Scenario},
 * and what must hold whatever happens in it.
 *
 * <p>Longer than 400 lines because the script and what must hold of it belong together.
 */
final class Simulation {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final long LOOK_NANOS = 20 * MILLI;
  private static final long ASK_NANOS = 250 * MILLI; // how long a cancel waits for the member
  private static final long LIMIT_NANOS = 3_600 * SECOND;
  private static final long MOST_EVENTS = 5_000_000;
  private static final long QUIET_NANOS = 120 * SECOND;

  private final Set<String> leaving = new HashSet<>(); // addresses
  private final Scenario scenario;
  private final Random random;
  private final VirtualTime time = new VirtualTime();
  private final SimulatedTasks tasks = new SimulatedTasks();
  private final SimulatedNetwork network;
  private final List<Member> members = new ArrayList<>();
  private final List<Submitted> submitted = new ArrayList<>();
  private final Map<Future<?>, Submitted> byFuture = new IdentityHashMap<>();
  private int scripted; // what has not happened yet
  private List<Submitted> open = new ArrayList<>();

  /** A member, which may submit. */
  private final class Member implements ExecutorListener {
    final SimulatedMember host;
    final int slots;
    final boolean submits;
    final ClusterPoolExecutor pool;
    boolean stopped;
    long vacantSince = -1;
    long vacantMost;

    Member(int slots, boolean submits) {
      this.host = new SimulatedMember(members.size(), slots, tasks, time, random);
      this.slots = slots;
      this.submits = submits;
      ClusterPoolExecutor.Builder builder =
          TestCluster.builder()
              .name("pool" + host.number)
              .daemon(true)
              .slots(slots)
              .minimumWorkers(scenario.minimumWorkers())
              .noWorkersTimeout(Duration.ofNanos(scenario.noWorkersNanos()))
              .keepAlive(Duration.ofNanos(scenario.keepAliveNanos()))
              .engine(network.of(host))
              .simulation(host);
      if (scenario.maxWorkers() > 0) {
        builder.maxWorkers(scenario.maxWorkers());
      }
      this.pool = (scenario.listens() && submits ? builder.listener(this) : builder).build();
    }

    boolean lives() {
      return !host.isDead();
    }

    ClusterBackend backend() {
      return get(pool, "backend", ClusterBackend.class);
    }

    void look() {
      int capacity =
          slots
              + pool.members().stream()
                  .skip(1) // itself
                  .filter(each -> !leaving.contains(each.address())) // it takes no more tasks
                  .mapToInt(each -> Integer.parseInt(each.attributes().get("slots")))
                  .sum();
      boolean vacant = capacity < Math.max(1, scenario.minimumWorkers());
      if (!vacant) {
        vacantSince = -1;
      } else if (vacantSince < 0) {
        vacantSince = time.nanoTime();
      }
      vacantMost = vacant ? Math.max(vacantMost, time.nanoTime() - vacantSince) : vacantMost;
    }

    @Override
    public void taskFinished(TaskEvent event) {
      byFuture.get(event.future()).finishes++;
    }
  }

  /** A task and its future. */
  private static final class Submitted {
    final SimulatedTasks.Task task;
    final Member by;
    final int retries;
    Future<?> future;
    boolean wasCancelled; // somebody has asked for it
    boolean mustNotStart; // as it was cancelled before
    int starts; // until it was cancelled
    Object outcome;
    int finishes; // as the listener was told

    Submitted(SimulatedTasks.Task task, Member by, int retries) {
      this.task = task;
      this.by = by;
      this.retries = retries;
    }

    Object now() {
      if (future.cancelled()) {
        return "cancelled";
      }
      Throwable failure = future.exception();
      return failure == null ? future.result() : failure;
    }

    @Override
    public String toString() {
      return "task "
          + task.id
          + " ("
          + task.kind
          + ", "
          + task.nanos / 1000
          + " us, "
          + retries
          + " retries, "
          + task.starts
          + " starts) of "
          + by.host;
    }
  }

  Simulation(Scenario scenario) {
    this.scenario = scenario;
    this.random = new Random(scenario.seed());
    this.network =
        new SimulatedNetwork(
            time,
            random,
            scenario.faults(),
            (one, two) -> one.number < scenario.submitters() || two.number < scenario.submitters());
  }

  /** Lets it happen. */
  Simulation run() {
    try {
      time.limit(MOST_EVENTS + 1_000L * scenario.tasks());
      for (int i = 0; i < scenario.members(); i++) {
        boolean submits = i < scenario.submitters();
        members.add(new Member(scenario.slotsOf(submits, random), submits));
      }
      script();
      time.after(LOOK_NANOS, this::look);
      boolean ended = time.runUntil(LIMIT_NANOS, this::isOver);
      assertThat(ended).as("tasks that are not done: %s", open).isTrue();
      network.faults(SimulatedNetwork.Faults.NONE);
      time.runUntil(time.nanoTime() + QUIET_NANOS, () -> false);
      submitted.forEach(this::check);
      members.stream().filter(Member::lives).forEach(this::checkNothingIsLeft);
      members.forEach(member -> member.pool.shutdown(false, true));
      time.runUntil(time.nanoTime() + QUIET_NANOS, () -> false);
      assertThat(time.due()).as("things to be done after the end").isZero();
      members.stream()
          .filter(member -> member.lives() && member.submits)
          .forEach(member -> assertThat(member.pool.isTerminated()).isTrue());
      return this;
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(scenario + ": " + e.getMessage(), e);
    }
  }

  // ---- the script

  private void script() {
    for (int i = 0; i < scenario.tasks(); i++) {
      SimulatedTasks.Kind kind = scenario.kind(random);
      SimulatedTasks.Task task = tasks.add(kind, scenario.taskNanos(random));
      Member by = members.get(random.nextInt(scenario.submitters()));
      at(random.nextLong(scenario.spanNanos()), by, () -> submit(task, by));
    }
    for (int i = 0; i < scenario.deaths(); i++) {
      at(whenever(), null, () -> kill(anybody()));
    }
    for (int i = 0; i < scenario.hangs(); i++) {
      at(whenever(), null, () -> hang(anybody()));
    }
    for (int i = 0; i < scenario.cuts(); i++) {
      at(whenever(), null, this::cut);
    }
    for (int i = 0; i < scenario.joiners(); i++) {
      at(whenever(), null, () -> members.add(new Member(1 + random.nextInt(4), false)));
    }
    for (int i = 0; i < scenario.leavers(); i++) {
      at(whenever(), null, () -> leave(anybody()));
    }
  }

  private long whenever() {
    return random.nextLong(scenario.spanNanos() * 2);
  }

  private void at(long nanos, Member where, Runnable action) {
    scripted++;
    time.after(
        nanos,
        () -> {
          scripted--;
          if (where == null) {
            action.run();
          } else {
            where.host.run(action);
          }
        });
  }

  private Member anybody() {
    int first = scenario.submittersDie() ? 0 : scenario.submitters();
    return members.get(first + random.nextInt(members.size() - first));
  }

  private void submit(SimulatedTasks.Task task, Member by) {
    if (by.stopped) {
      return;
    }
    int retries = random.nextDouble() < scenario.retried() ? 1 + random.nextInt(4) : 0;
    Submitted added = new Submitted(task, by, retries);
    Executor executor =
        retries == 0 ? by.pool : by.pool.with(TaskOptions.defaults().retries(retries));
    added.future =
        task.kind == SimulatedTasks.Kind.OBJECT
            ? executor.submit(SimulatedTasks::runObject, new SimulatedTasks.Value(task.id))
            : executor.submit(SimulatedTasks::run, task.id);
    byFuture.put(added.future, added);
    submitted.add(added);
    open.add(added);
    if (random.nextDouble() < scenario.cancelled()) {
      boolean mayInterrupt = random.nextBoolean();
      at(random.nextLong(scenario.cancelNanos()), by, () -> cancel(added, mayInterrupt));
    }
  }

  private void cancel(Submitted task, boolean mayInterrupt) {
    if (task.future.done()) {
      return;
    }
    long since = time.nanoTime();
    task.wasCancelled = true;
    boolean cancelled = task.future.cancel(mayInterrupt);
    boolean answered =
        time.nanoTime() - since < ASK_NANOS
            && !task.by.stopped; // its shutdown may have asked before
    if (cancelled && !mayInterrupt && answered && task.by.host.isUp()) {
      task.mustNotStart = true;
      task.starts = task.task.starts;
    }
  }

  private void kill(Member member) {
    member.host.kill();
    network.changed(member.host);
  }

  private void hang(Member member) {
    if (member.host.isUp()) {
      member.host.hang();
      network.changed(member.host);
      at(
          random.nextLong(2 * scenario.faults().detectionNanos()),
          null,
          () -> {
            member.host.goOn();
            network.changed(member.host);
          });
    }
  }

  private void cut() {
    List<Member> side = members.stream().filter(member -> random.nextBoolean()).toList();
    side.forEach(member -> network.side(member.host, 1));
    at(
        random.nextLong(2 * scenario.faults().detectionNanos()),
        null,
        () -> members.forEach(member -> network.side(member.host, 0)));
  }

  private void leave(Member member) {
    member.stopped = true;
    leaving.add(member.pool.address());
    boolean cancels = random.nextBoolean();
    member.host.run(() -> member.pool.shutdown(false, cancels));
  }

  // ---- what must hold

  private void look() {
    members.stream().filter(member -> member.submits && member.lives()).forEach(Member::look);
    List<Submitted> still = new ArrayList<>();
    for (Submitted each : open) {
      if (!each.future.done()) {
        still.add(each);
      } else {
        each.outcome = each.now();
      }
    }
    open = still;
    if (!isOver()) {
      time.after(LOOK_NANOS, this::look);
    }
  }

  private boolean isOver() {
    return scripted == 0 && open.stream().noneMatch(each -> each.by.lives());
  }

  private void check(Submitted each) {
    assertThat(each.task.starts).as("starts of %s", each).isLessThanOrEqualTo(each.retries + 1);
    if (!each.by.lives()) {
      return;
    }
    assertThat(each.future.done()).as("done: %s", each).isTrue();
    assertThat(each.outcome).as("first and last outcome of %s", each).isEqualTo(each.now());
    if (scenario.listens()) {
      assertThat(each.finishes).as("completions of %s", each).isEqualTo(1);
    }
    if (each.mustNotStart) {
      assertThat(each.task.starts).as("starts after cancel of %s", each).isEqualTo(each.starts);
      assertThat(each.retries > 0 || each.starts == 0).as("cancelled pending: %s", each).isTrue();
    }
    if (each.future.cancelled()) {
      assertThat(each.wasCancelled || each.by.stopped).as("who cancelled %s?", each).isTrue();
    } else if (each.outcome instanceof Throwable failure) {
      checkFailure(each, failure);
    } else {
      assertThat(each.task.isRight(each.outcome)).as("result of %s", each).isTrue();
      assertThat(each.task.kind).isNotEqualTo(SimulatedTasks.Kind.THROWS);
      assertThat(each.task.starts).as("starts of %s", each).isPositive();
    }
  }

  private void checkFailure(Submitted each, Throwable failure) {
    if (failure instanceof WorkerLostException lost) {
      assertThat(network.haveParted("member:" + each.by.host.number, lost.member()))
          .as("%s was lost with %s, which was there all the time", each, lost.member())
          .isTrue();
      assertThat(lost.attempt())
          .as("attempts of %s", each)
          .isGreaterThanOrEqualTo(each.by.stopped ? 1 : Math.min(each.retries + 1, 3));
    } else if (failure instanceof BrokenClusterException) {
      assertThat(each.by.vacantMost)
          .as("there was nobody to execute %s", each)
          .isGreaterThan(scenario.noWorkersNanos() - SECOND);
    } else if (failure instanceof SimulatedTasks.Thrown) {
      assertThat(failure.getMessage()).as("failure of %s", each).isEqualTo("task " + each.task.id);
      assertThat(each.task.kind).isEqualTo(SimulatedTasks.Kind.THROWS);
    } else {
      throw new AssertionError(each + " failed with " + failure, failure);
    }
  }

  private void checkNothingIsLeft(Member member) {
    ClusterBackend backend = member.backend();
    assertThat(member.host.executing()).as("tasks that execute at %s", member.host).isZero();
    assertThat(all(backend.host, "busy")).as("busy slots").isEmpty();
    assertThat(all(backend.host, "waiting")).as("waiting slots").isEmpty();
    assertThat(get(backend.host, "executing", Integer.class)).as("turns").isZero();
    Map<?, ?> others = get(backend, "others", Map.class);
    assertThat(others).as("members but itself").hasSize(member.pool.members().size() - 1);
    for (Object other : others.values()) {
      Sequence sequence = get(other, "sequence", Sequence.class);
      assertThat(all(sequence, "open")).as("messages to send again").isEmpty();
      assertThat(all(sequence, "later")).as("messages that came too early").isEmpty();
      assertThat(all(get(other, "pieces", LargeMessages.class), "incoming")).isEmpty();
      if (scenario.minimumWorkers() == 1) { // workers of a pool that has to wait stay
        assertThat(all(get(other, "guest", Guest.class), "slots")).as("slots").isEmpty();
        assertThat(get(get(other, "peer", Peer.class), "workerCount", Integer.class)).isZero();
      }
    }
  }

  private static Collection<?> all(Object of, String name) {
    Object all = get(of, name, Object.class);
    return all instanceof Map<?, ?> map ? map.entrySet() : (Collection<?>) all;
  }

  private static <T> T get(Object of, String name, Class<T> type) {
    try {
      Field field = of.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return type.cast(field.get(of));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  // ---- what has happened

  /** What the first submitter, with all that it does, has cost. */
  long submitterNanos() {
    return members.get(0).host.realNanos();
  }

  long bytes() {
    return network.bytes();
  }

  long trace() {
    return network.trace();
  }

  long messages() {
    return network.messages();
  }

  int losses() {
    return network.losses();
  }

  long count(Class<?> outcome) {
    return submitted.stream().filter(each -> outcome.isInstance(each.outcome)).count();
  }

  long cancelled() {
    return submitted.stream().filter(each -> each.future.cancelled()).count();
  }

  long nanoTime() {
    return time.nanoTime();
  }
}
