package concurrent.futures.internal.wire;

import java.io.*;
import java.util.*;

public final class ValueCodec {
  final ClassNames names;

  public ValueCodec(ClassNames n, Limits l) {
    names = n;
  }

  public void write(WireOutput out, Object v, List<Object> bulk) throws EncodeException {
    int s = out.size();
    out.writeByte(98);
    if (CompactValues.tryWrite(out, v)) return;
    out.truncate(s);
    out.writeByte(99);
    try {
      ByteArrayOutputStream b = new ByteArrayOutputStream();
      ObjectOutputStream o =
          new ObjectOutputStream(b) {
            @Override
            protected void annotateClass(Class<?> c) throws IOException {
              writeInt(names.loaderOf(c));
            }
          };
      o.writeObject(v);
      o.flush();
      out.writeBytes(b.toByteArray(), 0, b.size());
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable t) {
      out.truncate(s);
      throw new EncodeException(t.toString(), t);
    }
  }

  public Object read(WireInput in, List<Object> bulk) throws DecodeException {
    try {
      if (in.readByte() == 98) return CompactValues.read(in);
      ObjectInputStream i =
          new ObjectInputStream(new ByteArrayInputStream(in.readBytes(in.remaining()))) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass d)
                throws IOException, ClassNotFoundException {
              int l = readInt();
              try {
                return names.resolve(l, d.getName());
              } catch (ClassNotFoundException e) {
                return super.resolveClass(d);
              }
            }
          };
      return i.readObject();
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable t) {
      throw new DecodeException(t.toString(), t);
    }
  }
}
