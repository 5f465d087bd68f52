package concurrent.futures.contract;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where tasks and tests meet: gates, counters and event logs that work across JVMs (DECISIONS 26).
 * The handles are serializable and may be captured by any task.
 *
 * <p>All three are the same thing, a growing list of strings on a server on a loopback port:
 *
 * <pre>
 *   ADD list token value ─▶ size       the token makes it safe to send again
 *   AWAIT list n         ─▶ size       when the list has at least n elements
 *   READ list            ─▶ size, elements
 * </pre>
 *
 * <p>One connection a request. Waiting is interruptible; adding is not, and keeps the interrupt
 * flag. When the server is closed, whoever waits fails.
 */
public final class Gates implements AutoCloseable {
  private static final int ADD = 0;
  private static final int AWAIT = 1;
  private static final int READ = 2;

  private final ServerSocketChannel server;
  private final int port;
  private final AtomicInteger lists = new AtomicInteger();
  private final Map<Integer, List<String>> elements = new HashMap<>(); // guarded by this
  private final Set<Long> tokens = new HashSet<>(); // guarded by this
  private final Set<SocketChannel> connections = new HashSet<>(); // guarded by this
  private boolean allOpen; // guarded by this
  private boolean closed; // guarded by this

  public Gates() {
    try {
      server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
      port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept, "gates-" + port);
  }

  public Gate gate() {
    return new Gate(list(), list());
  }

  public Counter counter() {
    return new Counter(list());
  }

  public EventLog log() {
    return new EventLog(list());
  }

  private Handle list() {
    return new Handle(port, lists.getAndIncrement());
  }

  /** Lets everybody go who waits for anything, now or later: the test is over. */
  public synchronized void openAll() {
    allOpen = true;
    notifyAll();
  }

  @Override
  public void close() {
    List<SocketChannel> open;
    synchronized (this) {
      closed = true;
      notifyAll();
      open = new ArrayList<>(connections);
    }
    try {
      server.close();
      for (SocketChannel connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- the server

  private static void start(Runnable run, String name) {
    Thread thread = new Thread(run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    for (; ; ) {
      try {
        SocketChannel connection = server.accept();
        start(() -> serve(connection), "gates-" + port + "-connection");
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      synchronized (this) {
        if (closed) {
          return;
        }
        connections.add(connection);
      }
      answer(new DataInputStream(Channels.newInputStream(connection)), buffered(connection));
    } catch (IOException e) {
      // the other side has gone, or the server is closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (this) {
        connections.remove(connection);
      }
    }
  }

  private void answer(DataInputStream in, DataOutputStream out)
      throws IOException, InterruptedException {
    int op = in.readInt();
    int list = in.readInt();
    long number = in.readLong();
    String value = in.readUTF();
    List<String> now;
    synchronized (this) {
      now = elements.computeIfAbsent(list, l -> new ArrayList<>());
      if (op == ADD && tokens.add(number)) {
        now.add(value);
        notifyAll();
      }
      while (op == AWAIT && now.size() < number && !allOpen) {
        if (closed) {
          return;
        }
        wait();
      }
      now = List.copyOf(now);
    }
    out.writeInt(now.size());
    if (op == READ) {
      for (String element : now) {
        out.writeUTF(element);
      }
    }
    out.flush();
  }

  /** In one piece, or the kernel would wait for more. */
  private static DataOutputStream buffered(SocketChannel channel) {
    return new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
  }

  // ---- the clients

  /** A list on the server. */
  record Handle(int port, int list) implements Serializable {
    /** Returns the size. */
    int add(String value) {
      long token = ThreadLocalRandom.current().nextLong();
      boolean interrupted = false;
      try {
        for (; ; ) {
          interrupted |= Thread.interrupted();
          try {
            return request(ADD, token, value).size();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    int size() throws InterruptedException {
      return request(AWAIT, 0, "").size();
    }

    void await(int atLeast) throws InterruptedException {
      request(AWAIT, atLeast, "");
    }

    List<String> read() throws InterruptedException {
      return request(READ, 0, "");
    }

    private List<String> request(int op, long number, String value) throws InterruptedException {
      try (SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
        DataOutputStream out = buffered(channel);
        out.writeInt(op);
        out.writeInt(list);
        out.writeLong(number);
        out.writeUTF(value);
        out.flush();
        DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
        String[] elements = new String[in.readInt()];
        for (int i = 0; op == READ && i < elements.length; i++) {
          elements[i] = in.readUTF();
        }
        return Arrays.asList(elements);
      } catch (ClosedByInterruptException e) {
        Thread.interrupted();
        throw new InterruptedException("interrupted at the gates");
      } catch (IOException e) {
        throw new IllegalStateException("the gates are closed, the test is over", e);
      }
    }
  }
}
