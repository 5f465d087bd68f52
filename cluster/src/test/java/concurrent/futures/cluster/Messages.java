package concurrent.futures.cluster;

import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Remembers the kinds of messages that are sent to nobody, and may do something at once. */
class Messages implements MemberLink.Transport {
  final List<Integer> kinds = new CopyOnWriteArrayList<>();

  /** One was sent. */
  void received(int kind, WireInput in) throws IOException {}

  @Override
  public long nextLarge() {
    return 1;
  }

  @Override
  public void send(byte[] message) {
    try {
      MemberLink.read(
          new WireInput(message, 0, message.length),
          (kind, in, arrays) -> {
            kinds.add(kind);
            received(kind, in);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void sendLarge(
      long number,
      int kind,
      WireOutput payload,
      List<Object> arrays,
      Runnable arrived,
      Consumer<Throwable> failed) {
    kinds.add(kind);
  }
}
