package concurrent.futures.cluster;

import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages between two members, each once and in order, whatever becomes of them on the way.
 * Engines promise that too; but a message that was lost for once must cost some time and no future.
 *
 * <pre>
 *   sent:  number (from 1; 0: nothing but the other one), number of the last one that has come,
 *          the message
 *
 *   sender                                     receiver
 *   keeps it until its number comes back       the next one: handed on, and those that waited for it
 *   sends it again after a while               an earlier one: it has come twice, dropped
 *                                              a later one: kept until those between have come
 * </pre>
 *
 * <p>Numbers go back with whatever is sent, at the latest some milliseconds later.
 */
final class Sequence {
  private static final long TELL_NANOS = 20_000_000;
  private static final long AGAIN_NANOS = 500_000_000;
  private static final long SELDOM_NANOS = 10_000_000_000L;
  private static final int MANY = 64;
  private static final int MOST_LATER = 100_000;

  private final Background background;
  private final Consumer<byte[]> engine;

  private final ArrayDeque<Sent> open =
      new ArrayDeque<>(); // not known to have come; guarded by this
  private long lastSent; // guarded by this
  private boolean watching; // guarded by this
  private long interval; // guarded by this
  private int timer; // the number of the one that counts; guarded by this
  private boolean closed; // guarded by this

  private final Map<Long, byte[]> later = new HashMap<>(); // guarded by this
  private long lastCome; // guarded by this
  private long lastTold; // guarded by this
  private boolean telling; // guarded by this

  @SuppressWarnings("ArrayRecordComponent") // nobody compares two of these
  private record Sent(long number, byte[] message, long at) {}

  /**
   * @param engine sends, without blocking
   */
  Sequence(Background background, Consumer<byte[]> engine) {
    this.background = background;
    this.engine = engine;
  }

  /** Sends a message; it belongs to this from now on. */
  synchronized void send(byte[] message) {
    if (closed) {
      return;
    }
    Sent sent = new Sent(++lastSent, message, background.nanoTime());
    open.add(sent);
    transmit(sent.number, message);
    watch(AGAIN_NANOS);
  }

  private void transmit(long number, byte[] message) {
    WireOutput head = new WireOutput(20);
    head.writeVarlong(number);
    head.writeVarlong(lastCome);
    lastTold = lastCome;
    byte[] bytes = Arrays.copyOf(head.array(), head.size() + message.length);
    System.arraycopy(message, 0, bytes, head.size(), message.length);
    engine.accept(bytes);
  }

  // ---- what was lost

  private void watch(long nanos) {
    if (!watching && !open.isEmpty()) {
      watching = true;
      interval = nanos;
      int number = ++timer;
      background.after(nanos, () -> look(number));
    }
  }

  private synchronized void look(int number) {
    if (number != timer) {
      return; // another one counts
    }
    watching = false;
    if (closed || open.isEmpty()) {
      return;
    }
    boolean lost = background.nanoTime() - open.getFirst().at >= AGAIN_NANOS;
    if (lost) {
      int n = 0;
      for (Sent sent : open) {
        transmit(sent.number, sent.message);
        if (++n == MANY) {
          break; // the others when these have come
        }
      }
    }
    watch(lost ? Math.min(2 * interval, SELDOM_NANOS) : AGAIN_NANOS);
  }

  // ---- what comes

  /**
   * Something has come: returns the messages whose turn it is. By one thread at a time, which
   * handles them before it brings more.
   */
  synchronized List<WireInput> received(byte[] bytes) throws IOException {
    WireInput in = new WireInput(bytes, 0, bytes.length);
    long number = in.readVarlong();
    hasCome(in.readVarlong());
    List<WireInput> ready = new ArrayList<>(1);
    if (number == lastCome + 1) {
      lastCome++;
      ready.add(in);
      for (byte @Nullable [] next; (next = later.remove(lastCome + 1)) != null; lastCome++) {
        ready.add(new WireInput(next, 0, next.length));
      }
    } else if (number > lastCome && later.size() < MOST_LATER) {
      later.put(number, in.readBytes(in.remaining()));
    } else if (number > 0) {
      lastTold = Math.min(lastTold, lastCome - 1); // it has come twice: what was told may be lost
    }
    if (number > 0) {
      tellSoon();
    }
    return ready;
  }

  /** True if all that was sent is known to have come. */
  synchronized boolean isTold() {
    return open.isEmpty();
  }

  private void hasCome(long number) {
    boolean news = false;
    while (!open.isEmpty() && open.getFirst().number <= number) {
      open.removeFirst();
      news = true;
    }
    if (news && watching && interval > AGAIN_NANOS) {
      timer++; // it is there again: what is lost from now on must not wait that long
      watching = false;
      watch(AGAIN_NANOS);
    }
  }

  private void tellSoon() {
    if (lastCome - lastTold >= MANY) {
      tell();
    } else if (!telling) {
      telling = true;
      background.after(TELL_NANOS, this::tellNow);
    }
  }

  private synchronized void tellNow() {
    telling = false;
    if (lastTold != lastCome) {
      tell();
    }
  }

  private void tell() {
    if (!closed) {
      transmit(0, new byte[0]);
    }
  }

  /** The member has gone. */
  synchronized void close() {
    closed = true;
    open.clear();
    later.clear();
  }
}
