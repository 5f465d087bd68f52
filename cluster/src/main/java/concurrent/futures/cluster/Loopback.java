package concurrent.futures.cluster;

import concurrent.futures.internal.process.Loaders;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import concurrent.futures.internal.worker.Shipping;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The way of this member to itself: what it submits to its own slots travels as copies too, but
 * with the classes that are here, and without the engine.
 */
final class Loopback {
  static final String SELF = "self";

  private final Peer peer;
  private final Guest guest;

  Loopback(ClusterBackend backend, int slots, Executor threads) {
    ClusterMember self = new ClusterMember(SELF, "this JVM", Map.of());
    Way toHost = new Way(threads);
    Way toSubmitter = new Way(threads);
    SendWindow boundless =
        new SendWindow(Long.MAX_VALUE, threads); // nothing is on its way for long
    peer = new Peer(backend, self, slots, new MemberLink(toHost), boundless);
    guest = new Guest(backend.host, self, new MemberLink(toSubmitter), new Local(backend.loaders));
    toHost.to = guest::message;
    toSubmitter.to = (kind, in, arrays) -> peer.messageInTurn(kind, in, arrays);
  }

  Peer peer() {
    return peer;
  }

  Guest guest() {
    return guest;
  }

  /** This member has closed. */
  void close() {
    guest.left();
  }

  /** The classes that are here. */
  private static final class Local extends Shipping {
    private final Loaders loaders;

    Local(Loaders loaders) {
      super(
          question -> {
            throw new IOException("there is nobody to ask");
          });
      this.loaders = loaders;
    }

    @Override
    protected ClassLoader loader(int number) {
      ClassLoader loader = loaders.loader(number);
      return loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }

    @Override
    protected int numberOf(Class<?> type) {
      return loaders.numberOf(type);
    }
  }

  /** One direction: hands on in order, by one thread at a time. */
  private static final class Way implements MemberLink.Transport, Runnable {
    private final Executor threads;
    private final ArrayDeque<Receiving> queue = new ArrayDeque<>(); // guarded by this
    private boolean running; // guarded by this
    private MemberLink.Receiver to = (kind, in, arrays) -> {};

    private interface Receiving {
      void receive() throws IOException;
    }

    Way(Executor threads) {
      this.threads = threads;
    }

    @Override
    public long nextLarge() {
      return 0; // nobody asks for it
    }

    @Override
    public void send(byte[] message) {
      add(() -> MemberLink.read(new WireInput(message, 0, message.length), to));
    }

    @Override
    public void sendLarge(
        long number,
        int kind,
        WireOutput payload,
        List<Object> arrays,
        Runnable arrived,
        Consumer<Throwable> failed) {
      try {
        List<Object> copies = MemberLink.copies(arrays);
        WireInput in = new WireInput(payload.array(), 0, payload.size());
        add(() -> to.message(kind, in, copies));
      } catch (OutOfMemoryError e) {
        failed.accept(e);
      }
    }

    private void add(Receiving next) {
      synchronized (this) {
        queue.add(next);
        if (running) {
          return;
        }
        running = true;
      }
      threads.execute(this);
    }

    @Override
    public void run() {
      for (; ; ) {
        Receiving next;
        synchronized (this) {
          next = queue.poll();
          if (next == null) {
            running = false;
            return;
          }
        }
        try {
          next.receive();
        } catch (IOException | RuntimeException | Error e) { // ours: the next must not wait
          ClusterBackend.warn("a message of this member to itself is lost: " + e);
        }
      }
    }
  }
}
