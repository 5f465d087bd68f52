package concurrent.futures.cluster;

import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The way to one member, for one direction of talk. Messages arrive in the order in which they were
 * added; those that are added until somebody flushes travel together. Never blocks.
 */
final class MemberLink {
  /** What travels together at most, if it can be helped. */
  private static final int FULL = 16 << 10;

  /** A longer message goes in pieces. */
  private static final int LARGE = 128 << 10;

  /** What a link needs of the engine. */
  interface Transport {
    /** A number for a large message, for all that go to this member. */
    long nextLarge();

    /** Sends, in order; dropped if the member is not there any more. */
    void send(byte[] message);

    /** Sends a large message in pieces, without blocking, and then says whether it has arrived. */
    void sendLarge(
        long number,
        int kind,
        WireOutput payload,
        List<Object> arrays,
        Runnable arrived,
        Consumer<Throwable> failed);
  }

  private final Transport transport;
  private final WireOutput buffer = new WireOutput(1 << 10); // guarded by this
  private boolean closed; // guarded by this

  MemberLink(Transport transport) {
    this.transport = transport;
  }

  /** The member has gone: what is said from now on is for nobody, also if it comes back. */
  synchronized void close() {
    closed = true;
    buffer.reset();
  }

  /** Adds a short message. */
  synchronized void append(int kind, WireOutput payload) {
    if (closed) {
      return;
    }
    buffer.writeByte(kind);
    buffer.writeVarint(payload.size());
    buffer.writeBytes(payload.array(), 0, payload.size());
    if (buffer.size() > FULL) {
      flush();
    }
  }

  /** Sends what was added. */
  synchronized void flush() {
    if (buffer.size() > 0) {
      byte[] message = java.util.Arrays.copyOf(buffer.array(), buffer.size());
      buffer.reset();
      transport.send(message); // within the lock, to keep the order
    }
  }

  static boolean isLarge(WireOutput payload, List<Object> arrays) {
    return !arrays.isEmpty() || payload.size() > LARGE;
  }

  /** How many bytes go in pieces: 0 for a short message. */
  static long largeBytes(WireOutput payload, List<Object> arrays) {
    long bytes = isLarge(payload, arrays) ? payload.size() : 0;
    for (Object array : arrays) {
      bytes += (long) Array.getLength(array) * bytesOf(array.getClass().getComponentType());
    }
    return bytes;
  }

  private static int bytesOf(Class<?> primitive) {
    if (primitive == long.class || primitive == double.class) {
      return Long.BYTES;
    } else if (primitive == int.class || primitive == float.class) {
      return Integer.BYTES;
    }
    return primitive == short.class || primitive == char.class ? Short.BYTES : 1;
  }

  /**
   * Sends a message of any size. A large one may be overtaken by those that are added after it.
   *
   * @param payload not to be changed afterwards if it is large, and neither are the arrays
   * @param failed told if a large one has not arrived, unless the member was lost
   */
  void send(int kind, WireOutput payload, List<Object> arrays, Consumer<Throwable> failed) {
    send(kind, payload, arrays, () -> {}, failed);
  }

  /**
   * The same.
   *
   * @param arrived told when a large one is there
   */
  void send(
      int kind,
      WireOutput payload,
      List<Object> arrays,
      Runnable arrived,
      Consumer<Throwable> failed) {
    if (!isLarge(payload, arrays)) {
      append(kind, payload);
      return;
    }
    flush(); // what it needs, such as functions, must not come later
    long number = transport.nextLarge();
    transport.sendLarge(
        number,
        kind,
        payload,
        arrays,
        () -> {
          WireOutput turn = new WireOutput(10);
          turn.writeVarlong(number);
          append(Message.LARGE, turn);
          flush();
          arrived.run();
        },
        failed);
  }

  /** Takes the messages of one side apart. */
  interface Receiver {
    /** One message. Must not block. */
    void message(int kind, WireInput payload, List<Object> arrays) throws IOException;
  }

  /** Copies of arrays of primitives. */
  static List<Object> copies(List<Object> arrays) {
    List<Object> copies = new ArrayList<>(arrays.size());
    for (Object array : arrays) {
      int length = Array.getLength(array);
      Object copy = Array.newInstance(array.getClass().getComponentType(), length);
      System.arraycopy(array, 0, copy, 0, length);
      copies.add(copy);
    }
    return copies;
  }

  /** A payload that can be read later. */
  static WireInput copy(WireInput payload) throws IOException {
    byte[] bytes = payload.readBytes(payload.remaining());
    return new WireInput(bytes, 0, bytes.length);
  }

  /** Hands on what came together. */
  static void read(WireInput in, Receiver receiver) throws IOException {
    List<Object> none = new ArrayList<>(0);
    while (in.remaining() > 0) {
      int kind = in.readByte();
      receiver.message(kind, in.readSlice(in.readVarint()), none);
    }
  }
}
