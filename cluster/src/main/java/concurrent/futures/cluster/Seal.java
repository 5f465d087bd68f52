package concurrent.futures.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Envelopes that only members can make and read, over a transport that has no keys: AES-256-GCM
 * with a key for each sender, derived from the password and the sender's id, and the sender's
 * counter as nonce, so that no nonce is used twice. An envelope says whom it is for (only a hello
 * is for anybody) and is opened once. Without a password the same, but not encrypted.
 *
 * <pre>sender's id length (1), sender's id, counter (8), bound (1), the text and the tag</pre>
 */
final class Seal {
  private static final int ITERATIONS = 310_000;
  private static final int TAG_BITS = 128;
  private static final int MAX_SENDERS = 10_000;

  /** What is in an envelope, and who sealed it. */
  record Opened(String sender, ByteBuffer bytes) {}

  /** An envelope is of another key, changed, not for this member, or was opened already. */
  static final class SealException extends Exception {
    private static final long serialVersionUID = 1L;

    SealException(String message) {
      super(message);
    }
  }

  private final byte[] self;
  private final @Nullable SecretKeySpec master;
  private final @Nullable SecretKeySpec mine;
  private final AtomicLong counter = new AtomicLong();
  private final Map<String, Window> windows = // guarded by itself
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > MAX_SENDERS;
        }
      };

  Seal(String cluster, String self, @Nullable String password) throws GeneralSecurityException {
    this.self = self.getBytes(StandardCharsets.UTF_8);
    if (password == null) {
      master = null;
      mine = null;
      return;
    }
    byte[] salt = ("concurrent.futures/" + cluster).getBytes(StandardCharsets.UTF_8);
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, 256);
    byte[] key =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    master = new SecretKeySpec(key, "HmacSHA256");
    mine = senderKey(master, this.self);
  }

  private static SecretKeySpec senderKey(SecretKeySpec master, byte[] sender)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(master);
    return new SecretKeySpec(mac.doFinal(sender), "AES");
  }

  /**
   * Seals.
   *
   * @param receiver the id of the only one that can open it; null for anybody with the key
   */
  byte[] seal(byte[] bytes, @Nullable String receiver) throws GeneralSecurityException {
    long count = counter.incrementAndGet();
    int tag = mine == null ? 0 : TAG_BITS / 8;
    int head = 1 + self.length + Long.BYTES + 1;
    ByteBuffer out = ByteBuffer.allocate(Math.addExact(head + tag, bytes.length));
    out.put((byte) self.length).put(self).putLong(count).put((byte) (receiver == null ? 0 : 1));
    if (receiver == null) {
      receiver = "";
    }
    byte[] bound = receiver.getBytes(StandardCharsets.UTF_8);
    if (mine == null) {
      return out.put(bytes).array();
    }
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE, mine, count, out.array(), head, bound);
    cipher.doFinal(bytes, 0, bytes.length, out.array(), head);
    return out.array();
  }

  Opened open(byte[] envelope) throws GeneralSecurityException, SealException {
    ByteBuffer in = ByteBuffer.wrap(envelope);
    byte[] sender = new byte[in.get() & 0xff];
    in.get(sender);
    long count = in.getLong();
    boolean bound = in.get() != 0;
    int head = in.position();
    String id = new String(sender, StandardCharsets.UTF_8);
    SecretKeySpec opener = null;
    byte[] bytes;
    if (master == null) {
      bytes = new byte[in.remaining()];
      in.get(bytes);
    } else if (in.remaining() < TAG_BITS / 8) {
      throw new SealException("it is not sealed");
    } else {
      byte[] receiver = bound ? self : new byte[0];
      Window known = window(id);
      SecretKeySpec key = known == null ? null : known.key;
      key = key == null ? senderKey(master, sender) : key;
      opener = key;
      try {
        bytes =
            cipher(Cipher.DECRYPT_MODE, key, count, envelope, head, receiver)
                .doFinal(envelope, head, envelope.length - head);
      } catch (AEADBadTagException e) {
        throw new SealException("it has another key, was changed, or is for another member");
      }
    }
    SecretKeySpec key = opener;
    synchronized (windows) { // only now: who has no key gets no window
      if (!windows.computeIfAbsent(id, unused -> new Window(key)).first(count)) {
        throw new SealException("it was opened before");
      }
    }
    if (!bound && (bytes.length == 0 || !isHello(bytes))) {
      throw new SealException("it is for nobody");
    }
    return new Opened(id, ByteBuffer.wrap(bytes));
  }

  private @Nullable Window window(String sender) {
    synchronized (windows) {
      return windows.get(sender);
    }
  }

  /** What may be for anybody: batches hold a length (4 bytes) before each frame. */
  private static boolean isHello(byte[] batch) {
    return batch.length > Integer.BYTES && batch[Integer.BYTES] == Frame.HELLO;
  }

  private static Cipher cipher(
      int mode, SecretKeySpec key, long count, byte[] envelope, int head, byte[] receiver)
      throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(12).putLong(4, count).array();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(envelope, 0, head);
    cipher.updateAAD(receiver);
    return cipher;
  }

  /** Which of the last counts were seen; older ones count as seen. */
  private static final class Window {
    private static final int SIZE = 1 << 17; // more than can be on their way at once

    final @Nullable SecretKeySpec key; // the sender's
    private final BitSet seen = new BitSet(SIZE);
    private long highest;

    Window(@Nullable SecretKeySpec key) {
      this.key = key;
    }

    boolean first(long count) {
      if (count <= highest - SIZE || count <= 0) {
        return false;
      }
      for (; highest < count; highest++) {
        if (count - highest > SIZE) {
          seen.clear();
          highest = count - 1;
        }
        seen.clear(slot(highest + 1));
      }
      boolean first = !seen.get(slot(count));
      seen.set(slot(count));
      return first;
    }

    private static int slot(long count) {
      return (int) (count & (SIZE - 1));
    }
  }
}
