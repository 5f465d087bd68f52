package concurrent.futures.cluster;

import concurrent.futures.internal.wire.FrameInput;
import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.WireOutput;
import concurrent.futures.internal.worker.Functions;
import concurrent.futures.internal.worker.Shipping;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Time, threads and the execution of tasks of one member, in one thread for all: what would happen
 * in a thread of its own happens some microseconds later. It can hang, so that nothing happens
 * until it goes on, and die.
 */
final class SimulatedMember implements ClusterOptions.Simulation {
  private static final int LATE_NANOS = 50_000; // a thread starts at once, or almost

  final int number;
  final SimulatedTasks tasks;
  final VirtualTime time;
  private final Random random;
  private final int most;
  private final ArrayDeque<Runnable> missed = new ArrayDeque<>(); // while it hangs
  private final Map<Guest, Known> functions =
      new IdentityHashMap<>(); // nobody asks for their order
  private boolean dead;
  private boolean hangs;
  private int slots;
  private int executing;
  private long realNanos;

  /**
   * @param most how many tasks may execute at a time
   */
  SimulatedMember(int number, int most, SimulatedTasks tasks, VirtualTime time, Random random) {
    this.number = number;
    this.most = most;
    this.tasks = tasks;
    this.time = time;
    this.random = random;
  }

  // ---- life and death

  boolean isDead() {
    return dead;
  }

  /** True if it answers. */
  boolean isUp() {
    return !dead && !hangs;
  }

  void kill() {
    dead = true;
    missed.clear();
  }

  void hang() {
    hangs = true;
  }

  void goOn() {
    hangs = false;
    for (Runnable action; isUp() && (action = missed.poll()) != null; ) {
      action.run();
    }
  }

  /** Something happens here, if this member lives, and when it does not hang. */
  void run(Runnable action) {
    if (hangs) {
      missed.add(action);
    } else if (!dead) {
      long since = System.nanoTime();
      action.run();
      realNanos += System.nanoTime() - since;
    }
  }

  /** What all that has happened here has cost, in the time of the machine. */
  long realNanos() {
    return realNanos;
  }

  // ---- time and threads

  @Override
  public long nanoTime() {
    return time.nanoTime();
  }

  @Override
  public void execute(Runnable action) {
    after(random.nextInt(LATE_NANOS), action);
  }

  @Override
  public void after(long nanos, Runnable action) {
    if (!dead) {
      time.after(nanos, () -> run(action));
    }
  }

  @Override
  public boolean mayWait() {
    return !dead;
  }

  /**
   * One other thing happens, or the time is over. Who waits here goes on when all that waits on top
   * does.
   */
  @Override
  public void waitOn(Object monitor, long nanos) {
    time.step(nanoTime() + nanos);
    while (hangs && !dead && time.due() > 0) {
      time.step(Long.MAX_VALUE);
    }
  }

  @Override
  public void endSoon() {}

  // ---- tasks

  @Override
  public Slot newSlot(Host host, Guest guest, int slot, SlotProcess.WorkerName worker) {
    return new SimulatedSlot(host, guest, slot, worker.name(), this, ++slots);
  }

  /** So that the functions that have come can be had: class loading would wait for an answer. */
  @Override
  public boolean relays() {
    return true;
  }

  @Override
  public void close() {}

  void begins() {
    if (++executing > most) {
      throw new AssertionError(executing + " tasks execute in " + most + " slots of " + this);
    }
  }

  void ends() {
    executing--;
  }

  int executing() {
    return executing;
  }

  /** What a submitter has told. */
  private static final class Known {
    final Functions functions = new Functions(new ClassesOfTests());
    int told;
  }

  /** The functions of a submitter, those that have just come too. */
  Functions functions(Guest guest) {
    Known known = functions.computeIfAbsent(guest, each -> new Known());
    ByteArrayOutputStream news = new ByteArrayOutputStream();
    FrameOutput out = new FrameOutput(news);
    int told = guest.relay().tellFunctions(out, known.told);
    if (told > known.told) {
      known.told = told;
      try {
        out.flush();
        FrameInput in =
            new FrameInput(new ByteArrayInputStream(news.toByteArray()), Integer.MAX_VALUE);
        while (in.next() >= 0) {
          known.functions.add(in.payload());
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return known.functions;
  }

  /** All members have the classes of the tests. */
  static final class ClassesOfTests extends Shipping {
    ClassesOfTests() {
      super(
          (WireOutput question) -> {
            throw new IOException("there is nobody to ask");
          });
    }

    @Override
    protected ClassLoader loader(int number) {
      return SimulatedMember.class.getClassLoader();
    }

    @Override
    protected int numberOf(Class<?> type) {
      return 0;
    }
  }

  @Override
  public String toString() {
    return "member " + number;
  }
}
