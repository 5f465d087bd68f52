package concurrent.futures;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import concurrent.futures.internal.wire.Ring;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The ring between two processes: bytes arrive in order, and no wake-up is lost. */
public final class RingStress {
  private static final int CAPACITY = 4;
  private static final int EACH = 512;
  private static final int RINGS = 1 << 15;

  /** Memory for the rings of many states, since each piece of its own would be slow to get. */
  private static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(RINGS * EACH);

  private static final AtomicInteger USED = new AtomicInteger();

  private RingStress() {}

  private static ByteBuffer memory() {
    int from = Math.floorMod(USED.getAndIncrement(), RINGS) * EACH;
    ByteBuffer slice = MEMORY.slice(from, Ring.OVERHEAD + CAPACITY);
    for (int i = 0; i < slice.capacity(); i++) {
      slice.put(i, (byte) 0);
    }
    return slice;
  }

  /** Both ends of a ring. */
  @State
  public static class Ends {
    final Ring writer;
    final Ring reader;

    public Ends() {
      ByteBuffer memory = memory();
      writer = new Ring(memory);
      reader = new Ring(memory);
    }
  }

  /** A reader that sleeps while there is something must be woken. */
  @JCStressTest
  @Outcome(id = "false, true", expect = FORBIDDEN, desc = "it sleeps, and nobody rings")
  @Outcome(expect = ACCEPTABLE)
  public static class WakeUp {
    @Actor
    public void write(Ends ends, ZZ_Result r) {
      ends.writer.write(new byte[] {1}, 0, 1);
      r.r1 = ends.writer.mustRing();
    }

    @Actor
    public void sleep(Ends ends, ZZ_Result r) {
      r.r2 = ends.reader.fallAsleep();
    }
  }

  /** The same over {@link UnfencedRing}. */
  @JCStressTest
  @Outcome(id = "false, true", expect = FORBIDDEN, desc = "it sleeps, and nobody rings")
  @Outcome(expect = ACCEPTABLE)
  @State
  public static class WakeUpTwin {
    private final UnfencedRing ring = new UnfencedRing();

    @Actor
    public void write(ZZ_Result r) {
      ring.write();
      r.r1 = ring.mustRing();
    }

    @Actor
    public void sleep(ZZ_Result r) {
      r.r2 = ring.fallAsleep();
    }
  }

  /** A reader that wakes up by itself knows whether a bell is on its way. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "rung, and it knows")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "not rung, and it knows")
  @Outcome(expect = FORBIDDEN, desc = "a bell too many, or one that nobody rings")
  public static class OwedBell {
    @Actor
    public void write(Ends ends, ZZ_Result r) {
      ends.writer.write(new byte[] {1}, 0, 1);
      r.r1 = ends.writer.mustRing();
    }

    @Actor
    public void sleepAndWake(Ends ends, ZZ_Result r) {
      ends.reader.fallAsleep();
      r.r2 = ends.reader.wakeUp();
    }
  }

  /** Bytes arrive once and in order, across the end of the memory too. */
  @JCStressTest
  @Outcome(id = "\\[1, 2, 3, 4, 5, 6\\]", expect = ACCEPTABLE)
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled, torn or out of order")
  @State
  public static class Bytes {
    private static final byte[] ALL = {1, 2, 3, 4, 5, 6};

    private final Ends ends = new Ends();
    private final byte[] got = new byte[ALL.length];
    private int written;
    private int read;

    private void write() {
      written += ends.writer.write(ALL, written, ALL.length - written);
    }

    private void read() {
      read += ends.reader.read(got, read, got.length - read);
    }

    @Actor
    public void writer() {
      write();
      write();
      write();
    }

    @Actor
    public void reader() {
      read();
      read();
      read();
    }

    @Arbiter
    public void rest(L_Result r) {
      while (read < ALL.length) {
        write();
        read();
      }
      r.r1 = Arrays.toString(got);
    }
  }
}
