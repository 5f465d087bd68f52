package concurrent.futures.cluster;

import concurrent.futures.internal.wire.FrameInput;
import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Large messages, with their arrays, in pieces: each is a call of the engine that is answered when
 * the piece was used up, and only a few are on their way at a time. So neither side holds more than
 * the message itself, whatever its size.
 *
 * <pre>
 *  piece: number of the message (long), index of the piece (int), bytes of its frames
 * </pre>
 *
 * <p>Writing and reading are done by threads of the executor, for as long as a message takes.
 */
final class LargeMessages {
  private static final int PIECE = 256 << 10;
  private static final int HEAD = 12;
  private static final int ON_THE_WAY = 4;
  private static final int MOST_GIVEN_UP = 64;
  private static final byte[] DONE = {};

  private final Executor threads;
  private final Map<Long, Incoming> incoming = new HashMap<>(); // guarded by this
  private final Set<Long> givenUp = new LinkedHashSet<>(); // the last ones; guarded by this
  private boolean closed; // guarded by this

  LargeMessages(Executor threads) {
    this.threads = threads;
  }

  /** A message that has come. */
  static final class Received {
    final int kind;
    final WireInput payload;
    final List<Object> arrays;

    Received(int kind, WireInput payload, List<Object> arrays) {
      this.kind = kind;
      this.payload = payload;
      this.arrays = arrays;
    }
  }

  // ---- sending

  void send(
      long number,
      int kind,
      WireOutput payload,
      List<Object> arrays,
      Function<byte[], CompletableFuture<byte[]>> call,
      Runnable arrived,
      Consumer<Throwable> failed) {
    threads.execute(
        () -> {
          try {
            Pieces pieces = new Pieces(number, call);
            new FrameOutput(pieces).send(kind, payload, arrays);
            pieces.finish();
            arrived.run();
          } catch (IOException | RuntimeException | Error e) { // such as: no memory for a piece
            failed.accept(e);
          }
        });
  }

  synchronized boolean isClosed() {
    return closed;
  }

  private void throwIfClosed() throws IOException {
    if (isClosed()) {
      throw new IOException("the member has gone");
    }
  }

  /** Cuts a stream into pieces. */
  private final class Pieces extends OutputStream {
    private final long number;
    private final Function<byte[], CompletableFuture<byte[]>> call;
    private final ArrayDeque<CompletableFuture<byte[]>> onTheWay = new ArrayDeque<>();
    private WireOutput piece = new WireOutput(PIECE + HEAD);
    private int index;

    Pieces(long number, Function<byte[], CompletableFuture<byte[]>> call) {
      this.number = number;
      this.call = call;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (piece.size() == 0) {
        piece.writeLong(number);
        piece.writeInt(index++);
      }
      piece.writeBytes(bytes, offset, length);
      if (piece.size() >= PIECE) {
        send();
      }
    }

    private void send() throws IOException {
      if (piece.size() == 0) {
        return;
      }
      byte[] bytes = Arrays.copyOf(piece.array(), piece.size());
      piece.reset();
      synchronized (LargeMessages.this) { // nothing may go to a later life of the member
        throwIfClosed();
        onTheWay.add(call.apply(bytes));
      }
      while (onTheWay.size() >= ON_THE_WAY) {
        awaitFirst();
      }
    }

    void finish() throws IOException {
      send();
      while (!onTheWay.isEmpty()) {
        awaitFirst();
      }
    }

    private void awaitFirst() throws IOException {
      try {
        onTheWay.remove().get();
      } catch (ExecutionException e) {
        throw new IOException("a piece of a large message did not arrive", e.getCause());
      } catch (InterruptedException e) {
        throw new InterruptedIOException("interrupted while a large message was sent");
      }
    }
  }

  // ---- receiving

  /** A piece has come. The answer is to be sent when it was used up. */
  CompletableFuture<byte[]> piece(byte[] bytes) {
    Incoming message;
    boolean fresh;
    int index;
    try {
      WireInput head = new WireInput(bytes, 0, bytes.length);
      long number = head.readLong();
      index = head.readInt();
      synchronized (this) {
        if (closed) {
          return CompletableFuture.failedFuture(new IOException("closed"));
        }
        if (givenUp.contains(number)) {
          return CompletableFuture.failedFuture(new IOException("it was given up"));
        }
        Incoming known = incoming.get(number);
        fresh = known == null;
        message = known == null ? new Incoming() : known;
        incoming.put(number, message);
      }
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<byte[]> used = message.add(index, bytes);
    if (fresh) {
      threads.execute(message::receive);
    }
    return used;
  }

  /** Takes a message all of whose pieces have been answered. */
  Received take(long number) throws IOException {
    Incoming message;
    synchronized (this) {
      message = incoming.remove(number);
    }
    if (message == null) {
      throw new IOException("there is no large message with the number " + number);
    }
    return message.received();
  }

  /**
   * The other side does not go on with a message. Pieces that are still on their way may follow.
   */
  void giveUp(long number) {
    Incoming message;
    synchronized (this) {
      message = incoming.remove(number);
      givenUp.add(number);
      if (givenUp.size() > MOST_GIVEN_UP) {
        givenUp.remove(givenUp.iterator().next()); // its pieces have come long ago
      }
    }
    if (message != null) {
      message.close();
    }
  }

  /** How many messages have come in part, or have not been taken. */
  synchronized int open() {
    return incoming.size();
  }

  /** The other side has gone. */
  void close() {
    Map<Long, Incoming> open;
    synchronized (this) {
      closed = true;
      open = new HashMap<>(incoming);
      incoming.clear();
    }
    open.values().forEach(Incoming::close);
  }

  /** A message that is being read; a stream of its pieces in order. */
  private static final class Incoming extends InputStream {
    private final Map<Integer, byte[]> pieces = new HashMap<>(); // guarded by this
    private final Map<Integer, CompletableFuture<byte[]>> answers = new HashMap<>(); // as above
    private boolean closed; // guarded by this
    private int next; // by the reader
    private byte[] piece = {}; // by the reader
    private int position; // by the reader
    private final CompletableFuture<Received> result = new CompletableFuture<>();

    synchronized CompletableFuture<byte[]> add(int index, byte[] bytes) {
      CompletableFuture<byte[]> used = new CompletableFuture<>();
      pieces.put(index, bytes);
      answers.put(index, used);
      notifyAll();
      return used;
    }

    void receive() {
      try {
        FrameInput in = new FrameInput(this, Long.MAX_VALUE);
        int kind = in.next();
        result.complete(new Received(kind, in.payload(), in.arrays()));
        used();
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        result.completeExceptionally(e);
        fail(e);
      }
    }

    private synchronized void fail(Throwable reason) {
      answers.values().forEach(answer -> answer.completeExceptionally(reason));
    }

    private void used() {
      CompletableFuture<byte[]> answer;
      synchronized (this) {
        answer = answers.remove(next - 1);
      }
      if (answer != null) {
        answer.complete(DONE);
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (position == piece.length) {
        used();
        byte[] following = awaitPiece();
        if (following == null) {
          return -1;
        }
        piece = following;
        position = HEAD;
        next++;
      }
      int n = Math.min(length, piece.length - position);
      System.arraycopy(piece, position, bytes, offset, n);
      position += n;
      return n;
    }

    private synchronized byte @Nullable [] awaitPiece() throws IOException {
      byte[] found;
      while ((found = pieces.remove(next)) == null && !closed) {
        try {
          wait();
        } catch (InterruptedException e) {
          throw new InterruptedIOException("interrupted while a large message was read");
        }
      }
      return found;
    }

    @Override
    public synchronized void close() {
      closed = true;
      notifyAll();
    }

    Received received() throws IOException {
      try {
        return result.get();
      } catch (ExecutionException e) {
        throw new IOException("a large message cannot be read", e.getCause());
      } catch (InterruptedException e) {
        throw new InterruptedIOException("interrupted while a large message was read");
      }
    }
  }
}
