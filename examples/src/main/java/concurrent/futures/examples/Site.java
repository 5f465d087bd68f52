package concurrent.futures.examples;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.BitSet;

/**
 * A web site to be crawled, whose pages are slow: each is served once it has been {@linkplain #load
 * loaded}. So the examples decide themselves which page comes when, where a tutorial would sleep.
 *
 * <p>It is a server on a loopback port, and this is its address: it may be passed to tasks that run
 * in other processes.
 *
 * @param port where it listens
 */
record Site(int port) implements Serializable, AutoCloseable {
  /** Opens a site without any page. */
  static Site open() {
    try {
      ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Pages pages = new Pages();
      start(() -> serve(server, pages));
      return new Site(server.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a page. */
  void fetch(int page) {
    request("fetch", page);
  }

  /** Makes a page available. */
  void load(int page) {
    request("load", page);
  }

  @Override
  public void close() {
    request("close", 0);
  }

  private void request(String verb, int page) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeUTF(verb);
      out.writeInt(page);
      socket.getInputStream().read(); // until it is done
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- the server

  private static final class Pages {
    private final BitSet loaded = new BitSet();

    synchronized void load(int page) {
      loaded.set(page);
      notifyAll();
    }

    synchronized void await(int page) throws InterruptedException {
      while (!loaded.get(page)) {
        wait();
      }
    }
  }

  private static void start(Runnable run) {
    Thread thread = new Thread(run, "site");
    thread.setDaemon(true);
    thread.start();
  }

  private static void serve(ServerSocket server, Pages pages) {
    try (server) {
      while (!server.isClosed()) {
        Socket socket = server.accept();
        start(() -> serve(server, socket, pages));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void serve(ServerSocket server, Socket socket, Pages pages) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      String verb = in.readUTF();
      int page = in.readInt();
      switch (verb) {
        case "fetch" -> pages.await(page);
        case "load" -> pages.load(page);
        default -> server.close();
      }
    } catch (IOException e) {
      // the other side has gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
