package concurrent.futures.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code RawPing pipe|socket}: the least that two JVMs can do to ask and answer, without a pool:
 * 100 bytes there and back by the standard streams, or by a Unix socket.
 */
final class RawPing {
  private static final int MESSAGE = 100;

  private RawPing() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "pipe":
        pipe();
        break;
      case "socket":
        socket();
        break;
      case "pipe-echo":
        echo(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
        break;
      case "socket-echo":
        echo(SocketChannel.open(UnixDomainSocketAddress.of(args[1])));
        break;
      default:
        throw new IllegalArgumentException("no such contender: " + args[0]);
    }
    System.exit(0);
  }

  private static void pipe() throws Exception {
    Process child = Children.start(Children.java("RawPing", "pipe-echo"));
    var in = new DataInputStream(new BufferedInputStream(child.getInputStream()));
    var out = new DataOutputStream(new BufferedOutputStream(child.getOutputStream()));
    byte[] rest = new byte[MESSAGE - Integer.BYTES];
    Pings.report(
        i -> {
          out.writeInt(i);
          out.write(rest);
          out.flush();
          int result = in.readInt();
          in.readFully(rest);
          return result;
        });
    child.destroy();
  }

  private static void echo(InputStream from, OutputStream to) throws IOException {
    var in = new DataInputStream(new BufferedInputStream(from));
    var out = new DataOutputStream(new BufferedOutputStream(to));
    byte[] rest = new byte[MESSAGE - Integer.BYTES];
    for (; ; ) {
      int value = in.readInt();
      in.readFully(rest);
      out.writeInt(Tasks.plusOne(value));
      out.write(rest);
      out.flush();
    }
  }

  private static void socket() throws Exception {
    Path directory = Files.createTempDirectory("ping");
    Path address = directory.resolve("socket");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(address));
      Process child = Children.start(Children.java("RawPing", "socket-echo", address.toString()));
      try (SocketChannel channel = server.accept()) {
        ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE);
        Pings.report(
            i -> {
              message.clear().putInt(0, i);
              write(channel, message);
              read(channel, message);
              return message.getInt(0);
            });
      }
      child.destroy();
    } finally {
      Files.deleteIfExists(address);
      Files.delete(directory);
    }
  }

  private static void echo(SocketChannel channel) throws IOException {
    ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE);
    for (; ; ) {
      read(channel, message);
      message.putInt(0, Tasks.plusOne(message.getInt(0))).flip();
      write(channel, message);
    }
  }

  private static void write(SocketChannel channel, ByteBuffer message) throws IOException {
    while (message.hasRemaining()) {
      channel.write(message);
    }
  }

  private static void read(SocketChannel channel, ByteBuffer message) throws IOException {
    message.clear();
    while (message.hasRemaining()) {
      if (channel.read(message) < 0) {
        throw new EOFException();
      }
    }
  }
}
