package concurrent.futures.cli.cluster;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;

/**
 * An address as people write it: {@code 10.0.0.5:7800}, {@code node1:7800}, {@code [::1]:7800}.
 *
 * @param host without brackets
 * @param port 0 for any free one
 */
record HostPort(String host, int port) {
  private static final int MOST = 65_535;

  /**
   * Reads an address.
   *
   * @param free whether the port may be 0 or left out: any free one
   * @throws IllegalArgumentException if it is none; the message says so
   */
  static HostPort parse(String text, boolean free) {
    int colon = text.lastIndexOf(':');
    boolean noPort = free && (colon < 0 || text.endsWith("]"));
    String host = noPort ? text : text.substring(0, Math.max(0, colon));
    String port = noPort ? "0" : text.substring(colon + 1);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      throw notOne(text);
    }
    if (host.isBlank() || !port.matches("\\d{1,5}")) {
      throw notOne(text);
    }
    int number = Integer.parseInt(port);
    if (number > MOST || (number == 0 && !free)) {
      throw new IllegalArgumentException("'" + text + "': a port is between 1 and " + MOST);
    }
    return new HostPort(host, number);
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not HOST:PORT, such as 10.0.0.5:7800 or [::1]:7800");
  }

  /**
   * The address of this machine from which that one is reached; nothing is sent.
   *
   * @throws IllegalArgumentException if there is no such host, or no way to it
   */
  String reachedFrom() {
    try (DatagramSocket socket = new DatagramSocket()) {
      InetAddress there = InetAddress.getByName(host);
      socket.connect(new InetSocketAddress(there, port));
      return socket.getLocalAddress().getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host " + host + "; check its name", e);
    } catch (SocketException | java.io.UncheckedIOException e) {
      throw new IllegalArgumentException("there is no way to " + host + "; say --bind", e);
    }
  }

  boolean isLoopback() {
    return host.equals("127.0.0.1") || host.equals("localhost") || host.equals("::1");
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
