package concurrent.futures.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ring, and who wakes whom.
 *
 * <p>Longer than 400 lines because all of it needs both ends of one memory and its bell.
 */
@Timeout(60)
class RingTest {
  private static final int PINGS = 2_000;
  private static final int CAPACITY = 64;

  private static ByteBuffer memory(int capacity) {
    return ByteBuffer.allocateDirect(Ring.OVERHEAD + capacity);
  }

  /** An end that does something else after one of its steps, once. */
  private static final class Interleaved extends Ring {
    private final Step step;
    private Runnable action;

    Interleaved(ByteBuffer memory, Step step, Runnable action) {
      super(memory);
      this.step = step;
      this.action = action;
    }

    @Override
    void after(Step done) {
      if (done == step) {
        Runnable once = action;
        action = () -> {};
        once.run();
      }
    }
  }

  private static boolean writeOne(Ring ring) {
    ring.write(new byte[] {1}, 0, 1);
    return ring.mustRing();
  }

  @ParameterizedTest
  @EnumSource(names = {"ASLEEP", "LOOKED"})
  void readerThatFallsAsleepIsWokenWhateverTheWriterHasDone(Ring.Step step) {
    ByteBuffer memory = memory(CAPACITY);
    Ring writer = new Ring(memory);
    boolean[] rung = new boolean[1];
    Ring reader = new Interleaved(memory, step, () -> rung[0] = writeOne(writer));

    boolean sleeps = reader.fallAsleep();

    assertThat(sleeps && !rung[0]).isFalse();
    assertThat(sleeps).isEqualTo(step == Ring.Step.LOOKED);
  }

  @ParameterizedTest
  @EnumSource(names = {"COPIED", "PUBLISHED"})
  void writerWakesTheReaderWheneverThatHasFallenAsleep(Ring.Step step) {
    ByteBuffer memory = memory(CAPACITY);
    Ring reader = new Ring(memory);
    boolean[] sleeps = new boolean[1];
    Ring writer = new Interleaved(memory, step, () -> sleeps[0] = reader.fallAsleep());

    boolean rung = writeOne(writer);

    assertThat(sleeps[0] && !rung).isFalse();
    assertThat(sleeps[0]).isEqualTo(step == Ring.Step.COPIED);
  }

  @Test
  void theBellIsRungOnceForASleep() {
    ByteBuffer memory = memory(CAPACITY);
    Ring writer = new Ring(memory);
    Ring reader = new Ring(memory);
    assertThat(writeOne(writer)).as("nobody sleeps").isFalse();
    assertThat(reader.fallAsleep()).as("there is something").isFalse();
    assertThat(reader.wakeUp()).as("nobody has rung").isTrue();
    reader.read(new byte[1], 0, 1);
    assertThat(reader.fallAsleep()).isTrue();
    assertThat(writeOne(writer)).isTrue();
    assertThat(writeOne(writer)).isFalse();
    assertThat(reader.wakeUp()).as("somebody has rung").isFalse();
  }

  /** A pipe within this JVM. */
  private static final class Bell extends OutputStream {
    private final LinkedBlockingQueue<Integer> rung = new LinkedBlockingQueue<>();

    @Override
    public void write(int b) {
      rung.add(b);
    }

    @Override
    public void close() {
      rung.add(-1);
    }

    InputStream in() {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          try {
            return rung.take();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          int b = read();
          if (b < 0) {
            return -1;
          }
          bytes[offset] = (byte) b;
          return 1;
        }
      };
    }
  }

  /** An end that takes its time after one of its steps, longer than anybody's patience. */
  private static final class Slow extends Ring {
    private final Step step;
    private final Random random = new Random(42);

    Slow(ByteBuffer memory, Step step) {
      super(memory);
      this.step = step;
    }

    @Override
    void after(Step done) {
      if (done == step) {
        LockSupport.parkNanos(random.nextInt(4) * 20_000L);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noWakeUpIsLostHoweverLongEachStepTakes(Ring.Step step) throws Exception {
    ByteBuffer there = memory(CAPACITY);
    ByteBuffer back = memory(CAPACITY);
    Bell thereBell = new Bell();
    Bell backBell = new Bell();
    CompletableFuture<Void> echo =
        CompletableFuture.runAsync(
            () -> {
              var in = new RingInput(new Slow(there, step), thereBell.in(), true);
              var out = new RingOutput(new Slow(back, step), backBell);
              byte[] one = new byte[1];
              try {
                while (in.read(one, 0, 1) > 0) {
                  out.write(one, 0, 1);
                  out.flush();
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    var out = new RingOutput(new Slow(there, step), thereBell);
    var in = new RingInput(new Slow(back, step), backBell.in(), true);
    byte[] one = new byte[1];
    for (int i = 0; i < PINGS; i++) {
      one[0] = (byte) i;
      out.write(one, 0, 1);
      out.flush();
      assertThat(in.read(one, 0, 1)).isEqualTo(1);
      assertThat(one[0]).isEqualTo((byte) i);
    }
    thereBell.close();
    echo.get();
  }

  @Test
  void whatWasWrittenIsReadBeforeTheEnd() throws IOException {
    ByteBuffer memory = memory(CAPACITY);
    Bell bell = new Bell();
    var out = new RingOutput(new Ring(memory), bell);
    var in = new RingInput(new Ring(memory), bell.in(), true);
    out.write(new byte[] {1, 2, 3}, 0, 3);
    bell.close();
    assertThat(in.read(new byte[2], 0, 2)).isEqualTo(2);
    assertThat(in.read(new byte[2], 0, 2)).isEqualTo(1);
    assertThat(in.read(new byte[2], 0, 2)).isEqualTo(-1);
  }

  @Test
  void whoWaitsForRoomLearnsThatTheReaderHasGone() {
    var out = new RingOutput(new Ring(memory(CAPACITY)), new Bell());
    out.close();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> out.write(new byte[CAPACITY + 1], 0, CAPACITY + 1))
        .isInstanceOf(IOException.class);
    Thread.interrupted();
  }

  /** It was at work, so that nobody has rung for it, and can say nothing any more. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoWaitsForRoomLearnsThatTheReaderWasKilled() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("broken pipe");
          }
        };
    var out = new RingOutput(new Ring(memory(CAPACITY)), broken);
    assertThatThrownBy(() -> out.write(new byte[CAPACITY + 1], 0, CAPACITY + 1))
        .hasMessage("broken pipe");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoBeginsToWriteAfterTheEndDoesNotWaitForRoom() throws IOException {
    FrameOutput out = new FrameOutput(new Bell());
    out.end();
    out.continueWith(new Ring(memory(CAPACITY)), Kind.RING, new WireOutput(1));
    WireOutput large = new WireOutput(CAPACITY);
    large.writeBytes(new byte[2 * CAPACITY], 0, 2 * CAPACITY);
    assertThatThrownBy(() -> out.send(Kind.TASK, large)).hasMessageContaining("has gone");
  }

  /** Neither a reader's thread nor a user's may wait for one that waits for room. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatIsAppendedDoesNotWaitForWhoWrites() throws Exception {
    ByteBuffer memory = memory(CAPACITY);
    FrameInput in = new FrameInput(InputStream.nullInputStream(), Long.MAX_VALUE);
    in.continueWith(new Ring(memory), false);
    Bell bell = new Bell();
    FrameOutput out = new FrameOutput(bell);
    out.continueWith(new Ring(memory), Kind.RING, new WireOutput(1));
    assertThat(new Ring(memory).fallAsleep()).isTrue();
    bell.rung.clear();
    WireOutput large = new WireOutput(CAPACITY);
    large.writeBytes(new byte[2 * CAPACITY], 0, 2 * CAPACITY);
    FutureTask<Void> sent =
        new FutureTask<>(
            () -> {
              out.send(Kind.CLASS, large);
              return null;
            });
    new Thread(sent).start();
    bell.rung.take(); // it has filled the memory, and has the lock
    WireOutput task = new WireOutput(1);
    task.writeByte(7);
    out.append(Kind.TASK, task);
    task.reset();
    task.writeByte(8); // the next one
    out.append(Kind.TASK, task);
    assertThat(out.tryFlush()).isFalse();
    assertThat(next(in)).isEqualTo(Kind.CLASS);
    sent.get();
    assertThat(out.tryFlush()).isTrue();
    for (byte expected = 7; expected <= 8; expected++) {
      assertThat(next(in)).isEqualTo(Kind.TASK);
      assertThat(in.payload().readByte()).isEqualTo(expected);
    }
  }

  /** With so many slots beside it, both ways in turn. */
  private static Ring ring(ByteBuffer memory, ByteBuffer slots) {
    Ring ring = new Ring(memory);
    if (slots.capacity() > 0) {
      ring.addSlots(slots);
    }
    return ring;
  }

  /** Waits for the next message, until the test's time is over. */
  private static int next(FrameInput in) throws IOException {
    int kind;
    while ((kind = in.next()) == 0) {
      assertThat(Thread.interrupted()).as("nothing comes").isFalse();
      Thread.onSpinWait();
    }
    return kind;
  }

  private static final class Undecided extends Pace {
    private final Random random = new Random(3);

    @Override
    boolean prefersSlots() {
      return random.nextBoolean();
    }
  }

  /** Longer than the ring, of every length and from everywhere in it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void messagesAndArraysArriveAsTheyWere(int slots) throws Exception {
    ByteBuffer memory = memory(16 << 10);
    ByteBuffer beside = ByteBuffer.allocateDirect(slots * Ring.SLOT);
    Bell bell = new Bell();
    Random random = new Random(7);
    FrameInput in = new FrameInput(InputStream.nullInputStream(), Long.MAX_VALUE);
    in.continueWith(ring(memory, beside), false);
    FrameOutput out = new FrameOutput(bell);
    WireOutput first = new WireOutput(1);
    out.continueWith(ring(memory, beside), Kind.RING, first, new Undecided());
    bell.rung.clear();
    AtomicBoolean over = new AtomicBoolean();
    FutureTask<Integer> others = new FutureTask<>(() -> sendUntil(over, out));
    Thread thread = new Thread(others); // for as long as this takes: no shared pool is for that
    thread.setDaemon(true);
    thread.start();
    int other = 0;
    for (int round = 0; round < 200; round++) {
      byte[] bytes = new byte[random.nextInt(100_000)];
      double[] doubles = random.doubles(random.nextInt(20_000)).toArray();
      boolean[] booleans = new boolean[random.nextInt(20_000)];
      random.nextBytes(bytes);
      Arrays.setAll(doubles, i -> random.nextDouble());
      WireOutput message = new WireOutput(16);
      message.writeBytes(bytes, 0, bytes.length);
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  out.send(Kind.RESULT, message, List.of(doubles, booleans));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      int kind;
      while ((kind = next(in)) == Kind.OUTPUT) {
        assertThat(in.payload().readInt()).isEqualTo(other++);
      }
      assertThat(kind).isEqualTo(Kind.RESULT);
      assertThat(in.arrays()).containsExactly(doubles, booleans);
      assertThat(in.payload().readBytes(bytes.length)).isEqualTo(bytes);
      sent.get();
    }
    over.set(true);
    while (!others.isDone() || other < others.get()) {
      if (in.next() == Kind.OUTPUT) {
        assertThat(in.payload().readInt()).isEqualTo(other++);
      }
    }
    assertThat(in.isAmid()).isFalse();
    assertThat(in.next()).isZero();
  }

  /** Short messages of another thread, which come in between. Returns how many. */
  private static int sendUntil(AtomicBoolean over, FrameOutput out) throws IOException {
    int sent = 0;
    for (; !over.get(); sent++) {
      WireOutput message = new WireOutput(4);
      message.writeInt(sent);
      out.send(Kind.OUTPUT, message);
      Thread.yield();
    }
    return sent;
  }

  /** Waking it costs more than to copy a little, and it would soon sleep again. */
  @Test
  void whoSleepsIsWokenForAQuarterOfTheRingOrByAFlush() throws IOException {
    ByteBuffer memory = memory(Ring.CAPACITY);
    Ring reader = new Ring(memory);
    Bell bell = new Bell();
    RingOutput out = new RingOutput(new Ring(memory), bell);
    byte[] array = new byte[Ring.CAPACITY / 2];
    assertThat(reader.fallAsleep()).isTrue();
    out.writeElements(array, 0, Ring.CAPACITY / 4);
    assertThat(bell.rung).isEmpty();
    out.writeElements(array, 0, 1);
    assertThat(bell.rung).hasSize(1);

    bell.rung.clear();
    assertThat(reader.read(new byte[Ring.CAPACITY], 0, Ring.CAPACITY)).isPositive();
    assertThat(reader.fallAsleep()).isTrue();
    out.writeElements(array, 0, 10);
    assertThat(bell.rung).isEmpty();
    out.flush();
    assertThat(bell.rung).hasSize(1);
  }

  /** As with the ring: not for each slot. */
  @Test
  void whoSleepsIsWokenForSomeSlots() throws IOException {
    ByteBuffer memory = memory(Ring.CAPACITY);
    ByteBuffer beside = ByteBuffer.allocateDirect(16 * Ring.SLOT);
    Ring reader = ring(memory, beside);
    Bell bell = new Bell();
    RingOutput slots = new RingOutput(ring(memory, beside), bell, new Undecided());
    byte[] array = new byte[Ring.SLOT];
    assertThat(reader.fallAsleep()).isTrue();
    for (int i = 1; i < 4; i++) {
      assertThat(slots.writeSlot(array, 0, array.length)).isFalse();
    }
    assertThat(slots.writeSlot(array, 0, array.length)).isTrue();
    reader.readSlot(array, 0, array.length);
    assertThat(slots.writeSlot(array, 0, array.length)).isTrue();
  }

  /** What a pace is told of: bytes by the ring, bytes by slots. */
  private static final class Told extends Pace {
    private final boolean preferred;
    private int byRing;
    private int bySlots;

    Told(boolean preferred) {
      this.preferred = preferred;
    }

    @Override
    void ring(int bytes, long nanos) {
      assertThat(nanos).isNotNegative();
      byRing += bytes;
    }

    @Override
    void slot(int bytes, long nanos) {
      assertThat(nanos).isNotNegative();
      bySlots += bytes;
    }

    @Override
    boolean prefersSlots() {
      return preferred;
    }

    @Override
    boolean wantsSlots() {
      return preferred;
    }
  }

  /** By that it decides. Booleans are copied one by one, and say nothing. */
  @ParameterizedTest
  @CsvSource({"0, true, 80000, 0", "4, true, 0, 80000", "4, false, 80000, 0"})
  void everyPieceIsMeasured(int slots, boolean preferred, int byRing, int bySlots)
      throws IOException {
    ByteBuffer memory = memory(Ring.CAPACITY);
    ByteBuffer beside = ByteBuffer.allocateDirect(slots * Ring.SLOT);
    Told told = new Told(preferred);
    FrameOutput out = new FrameOutput(new Bell());
    assertThat(out.wantsSlots()).isFalse();
    out.continueWith(ring(memory, beside), Kind.RING, new WireOutput(1), told);
    out.send(Kind.RESULT, new WireOutput(1), List.of(new double[10_000], new boolean[20_000]));
    assertThat(told.byRing).isEqualTo(byRing);
    assertThat(told.bySlots).isEqualTo(bySlots);
    assertThat(out.wantsSlots()).isEqualTo(preferred);
  }

  /** It may be an interrupt. */
  @Test
  void whatIsEnqueuedDoesNotWaitForASlot() throws Exception {
    ByteBuffer memory = memory(16 << 10);
    ByteBuffer beside = ByteBuffer.allocateDirect(Ring.SLOT);
    Ring readers = ring(memory, beside);
    FrameInput in = new FrameInput(InputStream.nullInputStream(), Long.MAX_VALUE);
    in.continueWith(readers, false);
    FrameOutput out = new FrameOutput(new Bell());
    Pace always =
        new Pace() {
          @Override
          boolean prefersSlots() {
            return true;
          }
        };
    WireOutput message = new WireOutput(1);
    message.writeByte(5);
    Runnable enqueue = () -> out.enqueue(Kind.INTERRUPT, message); // after the array's header
    Ring writers = new Interleaved(memory, Ring.Step.PUBLISHED, enqueue);
    writers.addSlots(beside);
    out.continueWith(writers, Kind.RING, new WireOutput(1), always);
    writers.writeSlot(new byte[1], 0, 1); // and nobody reads it yet
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(
            () -> {
              try {
                out.send(Kind.RESULT, new WireOutput(1), List.of(new byte[100]));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(next(in)).isEqualTo(Kind.INTERRUPT);
    assertThat(sent).isNotDone();
    readers.readSlot(new byte[1], 0, 1);
    assertThat(next(in)).isEqualTo(Kind.RESULT);
    assertThat(in.arrays()).hasSize(1);
    sent.get();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3, 3, no slot",
    "1, -1, 3, no array",
    "1, 3, 4, more elements",
    "1, 3, -1, more elements",
    "1, 100000, 8193, more elements"
  })
  void slotsThatAreNotThereAreRefused(int slots, int doubles, int elements, String message)
      throws IOException {
    ByteBuffer memory = memory(CAPACITY);
    FrameInput in = new FrameInput(InputStream.nullInputStream(), Long.MAX_VALUE);
    in.continueWith(ring(memory, ByteBuffer.allocateDirect(slots * Ring.SLOT)), false);
    FrameOutput out = new FrameOutput(new Bell());
    out.continueWith(new Ring(memory), Kind.RING, new WireOutput(1));
    sendHeader(out, doubles);
    WireOutput slot = new WireOutput(4);
    slot.writeInt(elements);
    out.send(Kind.SLOT, slot);
    assertThatThrownBy(in::next)
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining(message);
  }

  private static void sendHeader(FrameOutput out, int doubles) throws IOException {
    if (doubles >= 0) {
      WireOutput header = new WireOutput(5);
      header.writeByte('D');
      header.writeInt(doubles);
      out.send(Kind.ARRAY, header);
    }
  }

  /** Elements go past the buffer, with the checks that they have on a pipe. */
  @ParameterizedTest
  @CsvSource({"3, 32, more elements", "3, 12, more elements", "-1, 8, no array"})
  void elementsThatDoNotFitAreRefused(int doubles, int bytes, String message) throws IOException {
    ByteBuffer memory = memory(CAPACITY);
    FrameInput in = new FrameInput(InputStream.nullInputStream(), Long.MAX_VALUE);
    in.continueWith(new Ring(memory), false);
    FrameOutput out = new FrameOutput(new Bell());
    out.continueWith(new Ring(memory), Kind.RING, new WireOutput(1));
    sendHeader(out, doubles);
    WireOutput elements = new WireOutput(bytes);
    elements.writeBytes(new byte[bytes], 0, bytes);
    out.send(Kind.ELEMENTS, elements);
    assertThatThrownBy(in::next)
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining(message);
  }
}
