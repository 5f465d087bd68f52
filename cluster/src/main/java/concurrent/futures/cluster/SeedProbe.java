package concurrent.futures.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Why the seeds do not answer: JGroups only logs that, if at all. Connects to each as a member
 * would and looks at what happens.
 *
 * @param findings one sentence for each seed, for people
 * @param refused whether all of them refuse this member's key, so that waiting is of no use
 */
record SeedProbe(String findings, boolean refused) {
  private static final int MAX_MILLIS = 2_000;
  private static final int ANSWER_MILLIS = 300; // how long a member takes to refuse a certificate

  private enum Finding {
    UNREACHABLE("is not listening; start it, or check host and port"),
    SILENT("listens but is no member of this cluster; check the name, and that it has no key"),
    WRONG_KEY("refuses the key of this member, or has none; use the same key store"),
    NO_ANSWER("accepts this key but does not let this member in; check the name of the cluster");

    final String text;

    Finding(String text) {
      this.text = text;
    }
  }

  static SeedProbe of(List<InetSocketAddress> seeds, @Nullable SSLContext tls, Duration timeout) {
    int millis = (int) Math.max(1, Math.min(MAX_MILLIS, timeout.toMillis() / 2 / seeds.size()));
    List<String> findings = new ArrayList<>();
    boolean refused = true;
    for (InetSocketAddress seed : seeds) {
      Finding finding = probe(seed, tls, millis);
      findings.add(seed.getHostString() + ":" + seed.getPort() + " " + finding.text);
      refused &= finding == Finding.WRONG_KEY;
    }
    return new SeedProbe(String.join("; ", findings), refused);
  }

  private static Finding probe(InetSocketAddress seed, @Nullable SSLContext tls, int millis) {
    try (Socket plain = new Socket()) {
      plain.connect(seed, millis);
      return tls == null ? Finding.SILENT : handshake(plain, seed, tls, millis);
    } catch (IOException e) {
      return Finding.UNREACHABLE;
    }
  }

  private static Finding handshake(
      Socket plain, InetSocketAddress seed, SSLContext tls, int millis) {
    try (SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(plain, seed.getHostString(), seed.getPort(), false)) {
      socket.setSoTimeout(millis);
      socket.startHandshake();
      // In TLS 1.3 a refused client learns of it with the first byte that it reads.
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getInputStream().read();
      return Finding.NO_ANSWER;
    } catch (SSLException e) {
      return Finding.WRONG_KEY;
    } catch (SocketTimeoutException e) {
      return Finding.NO_ANSWER;
    } catch (IOException e) {
      return Finding.WRONG_KEY; // it closed the connection instead of saying why
    }
  }
}
