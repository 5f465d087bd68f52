package concurrent.futures.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Memory that two processes share by a file that both map. */
public final class MappedFile {
  private static final int BLOCK = 256 << 10;

  private MappedFile() {}

  /**
   * Makes the file, of zeros. It is written before it is mapped: what a full disk has no room for
   * would otherwise end this JVM at the first touch.
   *
   * @param file where there is none yet
   * @param size in bytes
   * @return its content
   */
  public static MappedByteBuffer create(Path file, int size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
      for (int left = size; left > 0; ) {
        left -= channel.write(zeros.clear().limit(Math.min(left, BLOCK)));
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
    }
  }

  /** Opens the one that the other process has made, of that size. */
  public static MappedByteBuffer open(Path file, int size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
    }
  }
}
