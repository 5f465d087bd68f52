package concurrent.futures.internal.wire;

public final class WireOutput {
  private byte[] a;
  private int n;

  public WireOutput(int c) {
    a = new byte[Math.max(16, c)];
  }

  private void need(int k) {
    if (n + k > a.length) a = java.util.Arrays.copyOf(a, Math.max(n + k, 2 * a.length));
  }

  public void writeByte(int b) {
    need(1);
    a[n++] = (byte) b;
  }

  public void writeInt(int v) {
    need(4);
    setInt(n, v);
    n += 4;
  }

  public void writeLong(long v) {
    writeInt((int) (v >>> 32));
    writeInt((int) v);
  }

  public void writeVarint(int v) {
    while ((v & ~0x7F) != 0) {
      writeByte(v & 0x7F | 0x80);
      v >>>= 7;
    }
    writeByte(v);
  }

  public void writeVarlong(long x) {
    long v = (x << 1) ^ (x >> 63);
    while ((v & ~0x7FL) != 0) {
      writeByte((int) (v & 0x7F | 0x80));
      v >>>= 7;
    }
    writeByte((int) v);
  }

  public void writeBoolean(boolean b) {
    writeByte(b ? 1 : 0);
  }

  public void writeString(String s) {
    if (s == null) {
      writeVarint(0);
      return;
    }
    byte[] b = s.getBytes(java.nio.charset.StandardCharsets.UTF_16BE);
    writeVarint(b.length + 1);
    writeBytes(b, 0, b.length);
  }

  public void writeBytes(byte[] b, int o, int l) {
    need(l);
    System.arraycopy(b, o, a, n, l);
    n += l;
  }

  public void setInt(int p, int v) {
    a[p] = (byte) (v >>> 24);
    a[p + 1] = (byte) (v >>> 16);
    a[p + 2] = (byte) (v >>> 8);
    a[p + 3] = (byte) v;
  }

  public byte[] array() {
    return a;
  }

  public int size() {
    return n;
  }

  public void reset() {
    n = 0;
  }

  public void truncate(int s) {
    n = s;
  }
}
