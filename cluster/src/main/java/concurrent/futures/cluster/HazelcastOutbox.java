package concurrent.futures.cluster;

import com.hazelcast.cluster.Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ordered frames for one address: Hazelcast's executor has several threads, so the next batch goes
 * when the one before was taken. What comes meanwhile is the next batch.
 */
final class HazelcastOutbox {
  private static final int BATCH_BYTES = 256 * 1024;

  private final HazelcastLink link;
  private final Address to;
  private final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger(); // 0: no batch is on its way

  HazelcastOutbox(HazelcastLink link, Address to) {
    this.link = link;
    this.to = to;
  }

  void send(byte[] frame) {
    frames.add(frame);
    if (pending.getAndIncrement() == 0) {
      sendBatch();
    }
  }

  private void sendBatch() {
    List<byte[]> batch = new ArrayList<>();
    long bytes = 0;
    boolean hello = false;
    int counted = pending.get(); // others are in the queue, but will be counted only now
    for (byte[] next = frames.peek();
        next != null && batch.size() < counted;
        next = frames.peek()) {
      boolean isHello = next[0] == Frame.HELLO; // goes alone, as it is sealed differently
      if (!batch.isEmpty() && (isHello || hello || bytes + next.length > BATCH_BYTES)) {
        break;
      }
      hello = isHello;
      bytes += next.length;
      batch.add(next);
      frames.poll();
    }
    int sent = batch.size();
    link.transmit(to, batch(batch), hello)
        .whenCompleteAsync(
            (taken, failure) -> {
              if (pending.addAndGet(-sent) != 0) {
                sendBatch();
              }
            },
            HazelcastEngine.CALLBACKS); // not on Hazelcast's own thread: it must not send
  }

  static byte[] batch(List<byte[]> frames) {
    int bytes = 0;
    for (byte[] frame : frames) {
      bytes = Math.addExact(bytes, Integer.BYTES + frame.length);
    }
    ByteBuffer batch = ByteBuffer.allocate(bytes);
    frames.forEach(frame -> batch.putInt(frame.length).put(frame));
    return batch.array();
  }

  boolean isEmpty() {
    return pending.get() == 0;
  }
}
