package concurrent.futures.internal.wire;

import java.util.ArrayList;
import java.util.List;

/** Both ends of a link in one JVM: what is sent arrives as it would in a worker. */
final class Link {
  final WireOutput out = new WireOutput(64);
  final List<Object> bulk = new ArrayList<>();
  final ValueCodec sender;
  final ValueCodec receiver;

  Link() {
    this(Limits.DEFAULT);
  }

  Link(Limits limits) {
    this(new Loaders(), new Loaders(), limits);
  }

  Link(ClassNames sending, ClassNames receiving, Limits limits) {
    sender = new ValueCodec(sending, limits);
    receiver = new ValueCodec(receiving, limits);
  }

  /** The value as it arrives. */
  static <T> T copy(T value) throws EncodeException, DecodeException {
    return new Link().send(value);
  }

  @SuppressWarnings("unchecked")
  <T> T send(T value) throws EncodeException, DecodeException {
    sender.write(out, value, bulk);
    return (T) receive();
  }

  Object receive() throws DecodeException {
    WireInput in = input();
    try {
      return receiver.read(in, bulk);
    } finally {
      if (in.remaining() != 0) {
        throw new AssertionError(in.remaining() + " bytes were not read");
      }
    }
  }

  WireInput input() {
    return new WireInput(out.array(), 0, out.size());
  }

  /** Class loaders by number: 0 is the JDK's, 1 that of the tests, 2 another one if there is. */
  static class Loaders implements ClassNames {
    private final ClassLoader other;

    Loaders(ClassLoader other) {
      this.other = other;
    }

    Loaders() {
      this(Link.class.getClassLoader());
    }

    @Override
    public int loaderOf(Class<?> type) {
      if (type.isArray() || type.isPrimitive()) {
        throw new AssertionError("asked about " + type);
      }
      ClassLoader loader = type.getClassLoader();
      return loader == null ? 0 : loader == Link.class.getClassLoader() ? 1 : 2;
    }

    @Override
    public Class<?> resolve(int number, String name) throws ClassNotFoundException {
      ClassLoader loader = number == 0 ? null : number == 1 ? Link.class.getClassLoader() : other;
      return Class.forName(name, false, loader);
    }
  }
}
