package concurrent.futures.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * How a file of shared memory begins.
 *
 * <pre>
 *   0      that it is one
 *   8      the pid of the process that owns it
 *   16     1 once its owner has closed it
 *   4096   the content
 * </pre>
 */
public final class SharedHeader {
  /** Where the content begins. */
  public static final int SIZE = 4096;

  /** Where its owner's pid is. */
  public static final int OWNER = 8;

  /** Where it is told that it has been closed. */
  public static final int CLOSED = 16;

  private static final long MAGIC = 0x63662d73686d2d31L;

  private SharedHeader() {}

  /**
   * Returns the header of a new file.
   *
   * @param owner a pid
   * @return the bytes
   */
  public static byte[] of(long owner) {
    byte[] bytes = new byte[SIZE];
    view(bytes).putLong(0, MAGIC).putLong(OWNER, owner);
    return bytes;
  }

  /**
   * Tells whether a path is a file with such a header, and not a link to one.
   *
   * @param path what is looked at
   * @return whether it is
   * @throws IOException if it cannot be read
   */
  public static boolean isAt(Path path) throws IOException {
    return isRegular(path) && read(path).getLong(0) == MAGIC;
  }

  /**
   * Deletes what a worker has owned that has ended: by its header, since names are for life. What
   * cannot be deleted goes with the run directory. Throws nothing: its tasks are to be failed then.
   *
   * @param owner the worker's pid
   * @param runDirectory the one that it had
   */
  public static void deleteOf(long owner, Path runDirectory) {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(RunDirectory.sharedOf(runDirectory), SharedHeader::isRegular)) {
      for (Path path : files) {
        deleteIfOf(owner, path);
      }
    } catch (Throwable t) { // there is none any more; there is no memory to look
    }
  }

  private static void deleteIfOf(long owner, Path path) {
    try {
      ByteBuffer head = read(path);
      if (head.getLong(0) == MAGIC && head.getLong(OWNER) == owner) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // somebody else has deleted it; the next one may still be there
    }
  }

  private static boolean isRegular(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static ByteBuffer read(Path path) throws IOException {
    byte[] bytes = new byte[SIZE];
    try (InputStream in = Files.newInputStream(path)) { // not interruptible
      in.readNBytes(bytes, 0, SIZE); // if there are fewer it is nothing of ours
    }
    return view(bytes);
  }

  private static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }
}
