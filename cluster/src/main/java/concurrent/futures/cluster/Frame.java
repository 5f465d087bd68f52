package concurrent.futures.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What travels between two nodes: one byte that says what it is, the session as the sender and the
 * receiver have numbered it, the number of the call where there is one, and the bytes.
 *
 * <pre>
 * HELLO   from answer member    the first frame of every session, ordered
 * BYE                           the node is closed
 * MESSAGE from to bytes         ordered
 * REQUEST from to call bytes
 * REPLY   call bytes
 * FAILURE call text
 * </pre>
 */
final class Frame {
  static final byte HELLO = 1;
  static final byte BYE = 2;
  static final byte MESSAGE = 3;
  static final byte REQUEST = 4;
  static final byte REPLY = 5;
  static final byte FAILURE = 6;

  private static final int HEAD = 1; // then the numbers of the session, then the call

  private Frame() {}

  static byte[] bye() {
    return new byte[] {BYE};
  }

  static byte[] message(int from, int to, byte[] bytes) {
    return frame(MESSAGE, bytes.length).putInt(from).putInt(to).put(bytes).array();
  }

  static byte[] request(int from, int to, long call, byte[] bytes) {
    return frame(REQUEST, bytes.length).putInt(from).putInt(to).putLong(call).put(bytes).array();
  }

  private static byte[] answer(byte kind, long call, byte[] bytes) {
    return frame(kind, bytes.length).putLong(call).put(bytes).array();
  }

  private static ByteBuffer frame(byte kind, int length) {
    return ByteBuffer.allocate(Math.addExact(bytesAt(kind), length)).put(kind);
  }

  private static int callAt(byte kind) {
    return kind == REQUEST ? HEAD + 2 * Integer.BYTES : HEAD;
  }

  private static int bytesAt(byte kind) {
    return kind == MESSAGE ? HEAD + 2 * Integer.BYTES : callAt(kind) + Long.BYTES;
  }

  static byte[] reply(long call, byte @Nullable [] bytes, @Nullable Throwable failure) {
    if (failure == null && bytes != null) {
      return answer(REPLY, call, bytes);
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String text = cause == null ? "the reply was null" : cause.toString();
    return answer(FAILURE, call, text.getBytes(StandardCharsets.UTF_8));
  }

  static long call(byte[] buffer, int offset) {
    return ByteBuffer.wrap(buffer).getLong(offset + callAt(buffer[offset]));
  }

  /** The sender's number of the session, of a message or a request. */
  static int from(byte[] buffer, int offset) {
    return ByteBuffer.wrap(buffer).getInt(offset + HEAD);
  }

  /** The receiver's. */
  static int to(byte[] buffer, int offset) {
    return ByteBuffer.wrap(buffer).getInt(offset + HEAD + Integer.BYTES);
  }

  /** The bytes of a frame that is somewhere in a buffer. */
  static byte[] bytes(byte[] buffer, int offset, int length) {
    return Arrays.copyOfRange(buffer, offset + bytesAt(buffer[offset]), offset + length);
  }

  static String text(byte[] buffer, int offset, int length) {
    return new String(bytes(buffer, offset, length), StandardCharsets.UTF_8);
  }

  /**
   * "I see you, this is me."
   *
   * @param from a new number, greater than those before, each time that the sender sees the
   *     receiver anew
   * @param answer whether it answers another hello, and needs no answer itself
   */
  record Hello(ClusterMember member, int from, boolean answer) {

    byte[] frame() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      try {
        out.writeByte(HELLO);
        out.writeInt(from);
        out.writeBoolean(answer);
        out.writeUTF(member.id());
        out.writeUTF(member.address());
        out.writeInt(member.attributes().size());
        for (Map.Entry<String, String> attribute : member.attributes().entrySet()) {
          out.writeUTF(attribute.getKey());
          out.writeUTF(attribute.getValue());
        }
      } catch (IOException e) { // an attribute of more than 64 KiB
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }

    static Hello read(byte[] buffer, int offset, int length) {
      try (var in = new DataInputStream(new ByteArrayInputStream(buffer, offset + 1, length - 1))) {
        int from = in.readInt();
        boolean answer = in.readBoolean();
        String id = in.readUTF();
        String address = in.readUTF();
        Map<String, String> attributes = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
          attributes.put(in.readUTF(), in.readUTF());
        }
        return new Hello(new ClusterMember(id, address, attributes), from, answer);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
