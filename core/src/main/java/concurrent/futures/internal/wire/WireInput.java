package concurrent.futures.internal.wire;

public final class WireInput {
  private final byte[] a;
  private int p;
  private final int e;

  public WireInput(byte[] a, int o, int l) {
    this.a = a;
    p = o;
    e = o + l;
  }

  private void need(int k) throws WireFormatException {
    if (k < 0 || e - p < k) throw new WireFormatException("short");
  }

  public int readByte() throws WireFormatException {
    need(1);
    return a[p++];
  }

  public int readInt() throws WireFormatException {
    need(4);
    int v = (a[p] & 255) << 24 | (a[p + 1] & 255) << 16 | (a[p + 2] & 255) << 8 | (a[p + 3] & 255);
    p += 4;
    return v;
  }

  public long readLong() throws WireFormatException {
    return (long) readInt() << 32 | readInt() & 0xFFFFFFFFL;
  }

  public int readVarint() throws WireFormatException {
    int v = 0, s = 0, b;
    do {
      b = readByte();
      v |= (b & 0x7F) << s;
      s += 7;
    } while ((b & 0x80) != 0);
    return v;
  }

  public long readVarlong() throws WireFormatException {
    long v = 0;
    int s = 0, b;
    do {
      b = readByte();
      v |= (long) (b & 0x7F) << s;
      s += 7;
    } while ((b & 0x80) != 0);
    return (v >>> 1) ^ -(v & 1);
  }

  public boolean readBoolean() throws WireFormatException {
    return readByte() != 0;
  }

  public String readString() throws WireFormatException {
    int l = readVarint();
    if (l == 0) return null;
    return new String(readBytes(l - 1), java.nio.charset.StandardCharsets.UTF_16BE);
  }

  public byte[] readBytes(int n) throws WireFormatException {
    need(n);
    byte[] b = java.util.Arrays.copyOfRange(a, p, p + n);
    p += n;
    return b;
  }

  public int remaining() {
    return e - p;
  }

  public int position() {
    return p;
  }
}
