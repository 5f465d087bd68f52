package concurrent.futures.internal.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a user for {@link StartArchive}s: {@code concurrent-futures} in {@code
 * $XDG_CACHE_HOME}, {@code ~/.cache}, {@code ~/Library/Caches} or {@code %LOCALAPPDATA%}.
 *
 * <p>It also keeps copies of this library's jar, where that is within another archive.
 *
 * <p>An archive is code, so only what belongs to this user, and what no other one may write, is
 * used. And a JVM maps an archive as it is, so each ends with its length and checksum, which are
 * looked at before the first use.
 */
public final class StartCache {
  /** The system property that says where it is, or {@value #OFF}. */
  static final String PROPERTY = "concurrent.futures.startCache";

  static final String OFF = "off";

  /** So many archives are kept, those that were used last. */
  private static final int MOST = 8;

  private static final String DRAFT = "draft-";
  private static final String CORE = "concurrent-futures-core-";
  private static final Instant JARS_ARE_FROM = Instant.ofEpochSecond(946_684_800);
  private static final Duration JARS_LIVE = Duration.ofDays(30); // after they were last read
  private static final long MAGIC = 0x43464A4152434856L;
  private static final int TRAILER = 3 * Long.BYTES;
  private static final Duration USED_LATELY = Duration.ofDays(1);
  private static final Duration DRAFTS_LIVE = Duration.ofHours(1);

  private final Path directory;
  private final Map<Path, FileTime> good = new ConcurrentHashMap<>();
  private final Map<Path, FileTime> bad = new ConcurrentHashMap<>(); // and cannot be deleted

  StartCache(Path directory) {
    this.directory = directory;
  }

  private static final class Holder {
    static final @Nullable StartCache INSTANCE = make();

    private static @Nullable StartCache make() {
      String place = System.getProperty(PROPERTY);
      if (OFF.equals(place)) {
        return null;
      }
      Path parent =
          parent(
              System.getProperty("os.name", ""), System.getenv(), System.getProperty("user.home"));
      if (place != null) {
        return new StartCache(Path.of(place).toAbsolutePath());
      }
      return parent == null ? null : new StartCache(parent.resolve("concurrent-futures"));
    }
  }

  /** Returns the user's; null if there is no place for it, or it is not wanted. */
  static @Nullable StartCache ofThisUser() {
    return Holder.INSTANCE;
  }

  /** Where a user of such a system has caches, or null. */
  static @Nullable Path parent(
      String system, Map<String, String> environment, @Nullable String home) {
    String name = system.toLowerCase(Locale.ROOT);
    boolean windows = name.startsWith("windows");
    String place = environment.get(windows ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
    if (place != null && new File(place).isAbsolute()) {
      return Path.of(place);
    }
    if (windows || home == null || !new File(home).isAbsolute()) {
      return null; // such as '?', for a user without a home
    }
    return Path.of(home, name.startsWith("mac") ? "Library/Caches" : ".cache");
  }

  Path directory() {
    return directory;
  }

  // ---- for workers

  /** Tells whether the archive is there, as it was made, and made by this user. */
  boolean isGood(Path archive, RunDirectory ours) {
    try {
      if (Files.size(archive) == 0) {
        return false;
      }
      FileTime modified = Files.getLastModifiedTime(archive);
      if (modified.equals(good.get(archive))) {
        return true;
      } else if (modified.equals(bad.get(archive))) {
        return false;
      }
      UserPrincipal user = Files.getOwner(ours.path());
      if (!isPrivate(directory, user) || !isPrivate(archive, user)) {
        return false;
      }
      if (!isWhole(archive)) {
        bad.put(archive, modified);
        Files.deleteIfExists(archive); // another one will be made
        return false;
      }
      if (modified.toInstant().isBefore(Instant.now().minus(USED_LATELY))) {
        // see MOST; where nothing can be written, it stays as it is
        archive.toFile().setLastModified(System.currentTimeMillis());
        modified = Files.getLastModifiedTime(archive);
      }
      good.put(archive, modified);
      return true;
    } catch (IOException | SecurityException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Keeps a copy of this library's jar. An archive knows its jar by path, size and time, so these
   * depend on nothing but its content.
   *
   * @param jar its content
   * @param ours the directory of this program
   * @return the copy; null if it cannot be kept here
   */
  @Nullable Path keep(byte[] jar, RunDirectory ours) {
    CRC32 checksum = new CRC32();
    checksum.update(jar);
    Path file = directory.resolve(CORE + Long.toHexString(checksum.getValue()) + ".jar");
    try {
      createPrivate(directory);
      if (!isPrivate(directory, Files.getOwner(ours.path())) || !fitsIntoClassPath(directory)) {
        return null;
      }
      if (!isKept(file, ours) || !Arrays.equals(jar, Files.readAllBytes(file))) {
        Path draft = Files.createTempFile(directory, DRAFT, null);
        try {
          Files.write(draft, jar);
          Files.setLastModifiedTime(draft, FileTime.from(JARS_ARE_FROM));
          Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(draft);
        }
      }
      return file;
    } catch (IOException | SecurityException | UnsupportedOperationException e) {
      return null;
    }
  }

  /** Tells whether a copy is still there, and nobody else can have changed it. */
  boolean isKept(Path jar, RunDirectory ours) {
    try {
      UserPrincipal user = Files.getOwner(ours.path());
      return Files.getLastModifiedTime(jar).toInstant().equals(JARS_ARE_FROM)
          && isPrivate(directory, user)
          && isPrivate(jar, user);
    } catch (IOException | SecurityException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Nor does JDK 17 use an archive whose jar has to be written otherwise in a URL. */
  private static boolean fitsIntoClassPath(Path directory) {
    URI uri = directory.toUri();
    return uri.getRawPath().equals(uri.getPath())
        && !directory.toString().contains(File.pathSeparator);
  }

  /** Tells whether it could not be made, not long ago. */
  boolean hasFailed(Path archive, long nanos) {
    try {
      Instant failed = Files.getLastModifiedTime(archive).toInstant();
      return Files.size(archive) == 0 && failed.isAfter(Instant.now().minusNanos(nanos));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isPrivate(Path file, UserPrincipal user) throws IOException {
    boolean link = Files.isSymbolicLink(file);
    if (link || !Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(user)) {
      return false;
    }
    try {
      Set<PosixFilePermission> all = Files.getPosixFilePermissions(file);
      return !all.contains(PosixFilePermission.GROUP_WRITE)
          && !all.contains(PosixFilePermission.OTHERS_WRITE);
    } catch (UnsupportedOperationException e) {
      return true; // Windows: a user's own directory is private
    }
  }

  private static boolean isWhole(Path archive) throws IOException {
    long length = Files.size(archive) - TRAILER;
    if (length <= 0) {
      return false;
    }
    try (InputStream in = Files.newInputStream(archive)) {
      long checksum = checksum(in, length);
      ByteBuffer trailer = ByteBuffer.wrap(in.readNBytes(TRAILER));
      return trailer.remaining() == TRAILER
          && trailer.getLong() == MAGIC
          && trailer.getLong() == length
          && trailer.getLong() == checksum;
    }
  }

  private static long checksum(InputStream in, long length) throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[256 << 10];
    for (long left = length; left > 0; ) {
      int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        return -1;
      }
      crc.update(buffer, 0, n);
      left -= n;
    }
    return crc.getValue();
  }

  // ---- for who makes them

  /** Makes an archive. */
  public interface Maker {
    /**
     * Makes it.
     *
     * @param draft where
     * @throws Exception if it cannot be made
     */
    void make(Path draft) throws Exception;
  }

  /**
   * Has an archive made, unless it is there or somebody is making one; a failure leaves an empty
   * file, so that it is not tried again and again. What is of no use any more is deleted.
   *
   * @param archive the file
   * @param maker who makes it
   * @return false if somebody else does
   * @throws IOException if nothing can be written there
   */
  public static boolean make(Path archive, Maker maker) throws IOException {
    Path directory = Objects.requireNonNull(archive.getParent());
    createPrivate(directory);
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null || (Files.exists(archive) && Files.size(archive) > 0)) {
        return false;
      }
      Path draft = Files.createTempFile(directory, DRAFT, null);
      try {
        Files.delete(draft); // a JVM does not write over a file
        maker.make(draft);
        seal(draft);
        Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE);
      } catch (Exception e) {
        Files.write(archive, new byte[0]);
      } finally {
        Files.deleteIfExists(draft);
        clean(directory);
      }
      return true;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void createPrivate(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Files.createDirectories(directory.getParent());
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(directory);
    }
  }

  private static void seal(Path draft) throws IOException {
    draft.toFile().setWritable(true, true);
    long length = Files.size(draft);
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER);
    try (InputStream in = Files.newInputStream(draft)) {
      trailer.putLong(MAGIC).putLong(length).putLong(checksum(in, length));
    }
    Files.write(draft, trailer.array(), StandardOpenOption.APPEND);
  }

  private static void clean(Path directory) throws IOException {
    List<Path> archives = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(".jsa") || name.endsWith(".aot")) {
          archives.add(file);
        } else if ((name.startsWith(DRAFT)
                && modified(file).isBefore(Instant.now().minus(DRAFTS_LIVE)))
            || (name.startsWith(CORE) && lastRead(file).isBefore(Instant.now().minus(JARS_LIVE)))) {
          Files.deleteIfExists(file);
        }
      }
    }
    archives.sort(Comparator.comparing(StartCache::modified).reversed());
    for (Path old : archives.subList(Math.min(MOST, archives.size()), archives.size())) {
      Files.deleteIfExists(old);
    }
  }

  /** Where a disk does not say it: when it was made. Who misses one then makes the same again. */
  private static Instant lastRead(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).lastAccessTime().toInstant();
    } catch (IOException e) {
      return Instant.MAX;
    }
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.MIN;
    }
  }
}
