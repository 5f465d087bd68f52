package concurrent.futures.internal.wire;

public final class CompactValues {
  public static boolean tryWrite(WireOutput o, Object v) {
    if (v == null) {
      o.writeByte(0);
      return true;
    }
    if (v instanceof Integer) {
      o.writeByte(1);
      o.writeVarlong((Integer) v);
      return true;
    }
    if (v instanceof String) {
      o.writeByte(2);
      o.writeString((String) v);
      return true;
    }
    return false;
  }

  public static Object read(WireInput i) throws WireFormatException {
    switch (i.readByte()) {
      case 0:
        return null;
      case 1:
        return (int) i.readVarlong();
      case 2:
        return i.readString();
      default:
        throw new WireFormatException("tag");
    }
  }
}
