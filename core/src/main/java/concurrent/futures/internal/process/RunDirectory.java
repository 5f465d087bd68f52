package concurrent.futures.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a parent JVM for files of its workers: {@code
 * <tmp>/concurrent-futures-<pid>-<random>}, for this user only. It is made with the first pool,
 * shared, and deleted with the last pool or when the JVM exits.
 *
 * <p>A parent that is killed leaves its directory behind, and the next one to start a process, or
 * to allocate memory, sweeps it away. Whether a parent lives is told by a lock on a file, not by
 * its pid: containers that share a directory have pids of their own.
 *
 * <p>Memory that a parent shares with its workers is in a second directory of the same name in
 * {@code /dev/shm}, which lives and ends with the first one.
 */
public final class RunDirectory implements AutoCloseable {
  /** The system property that tells a worker where the directory of its parent is. */
  public static final String PROPERTY = "concurrent.futures.runDirectory";

  /** The system property that says where memory is that processes share, if not here. */
  public static final String SHARED_PROPERTY = "concurrent.futures.sharedMemory";

  private static final String SHARED_DEFAULT = "/dev/shm";
  private static final String PREFIX = "concurrent-futures-";
  private static final String LOCK = "lock";

  private static @Nullable Shared current; // guarded by the class

  private final Shared shared;
  private boolean closed; // guarded by the class

  private RunDirectory(Shared shared) {
    this.shared = shared;
  }

  /**
   * Returns the directory of this JVM, which is made if there is none.
   *
   * @return the directory, to be closed by each who has acquired it
   * @throws IOException if it cannot be made
   */
  public static RunDirectory acquire() throws IOException {
    synchronized (RunDirectory.class) {
      Shared shared = current;
      if (shared == null) {
        shared = Shared.make();
        current = shared;
      }
      shared.users++;
      return new RunDirectory(shared);
    }
  }

  /**
   * Returns where it is.
   *
   * @return the directory
   */
  public Path path() {
    return shared.path;
  }

  /**
   * Deletes the directories of parents that were killed, once. Takes a millisecond or more: to be
   * called when nobody waits.
   */
  public void sweep() {
    shared.sweepOnce();
  }

  /**
   * Returns the directory for memory that a parent and its workers share, which is made if there is
   * none: for this user only. Where there is no {@code /dev/shm} it is the run directory itself.
   *
   * @param directory a run directory, the parent's in a worker
   * @return the directory
   * @throws IOException if it cannot be made, or the run directory is gone
   */
  public static Path shared(Path directory) throws IOException {
    Path shared = sharedOf(directory);
    if (!shared.equals(directory)) {
      try {
        Files.createDirectory(shared, forThisUser(shared));
      } catch (FileAlreadyExistsException e) {
        if (!isOurs(shared, directory)) {
          throw new IOException(shared + " belongs to somebody else", e);
        }
      }
    }
    if (!Files.isDirectory(directory)) { // what is there without it, nobody would sweep away
      deleteTree(shared);
      throw new IOException("the run directory is gone: " + directory);
    }
    return shared;
  }

  /**
   * Returns where that directory is, or would be.
   *
   * @param directory a run directory
   * @return the directory
   */
  public static Path sharedOf(Path directory) {
    String place = System.getProperty(SHARED_PROPERTY);
    Path parent = Path.of(place == null ? SHARED_DEFAULT : place).toAbsolutePath();
    return place == null && !Files.isWritable(parent)
        ? directory
        : parent.resolve(directory.getFileName());
  }

  /**
   * Tells whether a file is in that directory of this JVM's own workers.
   *
   * @param file a file, which need not exist
   * @return false for what its parent's workers have, and those of other programs
   */
  public static boolean isSharedOfMyWorkers(Path file) {
    synchronized (RunDirectory.class) {
      return current != null && sharedOf(current.path).equals(file.getParent());
    }
  }

  private static FileAttribute<?>[] forThisUser(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Writes a file, for this user only, that is there as a whole or not at all. */
  Path store(String name, InputStream content) throws IOException {
    Path draft = Files.createTempFile(path(), name, null); // by itself with mode 0600
    try (OutputStream out = Files.newOutputStream(draft)) {
      content.transferTo(out);
    }
    return Files.move(draft, path().resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Gives the directory back; the last one who does deletes it. Further calls do nothing. */
  @Override
  public void close() {
    synchronized (RunDirectory.class) {
      if (!closed) {
        closed = true;
        shared.users--;
        if (shared.users == 0) {
          current = null;
          shared.delete();
        }
      }
    }
  }

  private static final class Shared {
    static final int MOST_NAMES = 1_000;

    final Path path;
    final @Nullable FileChannel lock;
    final Thread hook;
    int users; // guarded by RunDirectory.class
    private boolean swept; // guarded by this

    Shared(Path path) {
      this.path = path;
      this.lock = lockNew(path.resolve(LOCK));
      this.hook = new Thread(this::deleteFiles, "concurrent-futures-run-directory");
    }

    static Shared make() throws IOException {
      Path parent = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
      long pid = ProcessHandle.current().pid();
      Shared shared = new Shared(create(parent, PREFIX + pid + "-"));
      try {
        Runtime.getRuntime().addShutdownHook(shared.hook);
      } catch (IllegalStateException e) {
        // the JVM is exiting: close deletes it, or the next sweep
      }
      return shared;
    }

    /**
     * Creates a directory for this user only, which protects whatever is in it. Not as {@link
     * Files#createTempDirectory}: its random numbers take a fresh JVM 20 milliseconds, and a name
     * that can be guessed does no harm, since one that exists is not taken.
     */
    private static Path create(Path parent, String prefix) throws IOException {
      for (int i = 0; ; i++) {
        try {
          long name = System.nanoTime() + i;
          return Files.createDirectory(
              parent.resolve(prefix + Long.toUnsignedString(name)), forThisUser(parent));
        } catch (FileAlreadyExistsException e) {
          if (i == MOST_NAMES) {
            throw e;
          }
        }
      }
    }

    void sweepOnce() {
      synchronized (this) {
        if (swept) {
          return;
        }
        swept = true;
      }
      sweep(path);
    }

    void delete() {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the JVM is exiting, and the hook may run now; deleting twice does no harm
      }
      deleteFiles();
    }

    private void deleteFiles() {
      closeQuietly(lock);
      deleteWithShared(path);
    }
  }

  /** Deletes the directories of parents that were killed, if they are the same user's as mine. */
  private static void sweep(Path mine) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(mine.getParent(), PREFIX + "*")) {
      for (Path path : all) {
        if (!path.equals(mine) && isOurs(path, mine)) {
          deleteIfAbandoned(path);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // whatever is left is for the next sweep
    }
  }

  private static boolean isOurs(Path path, Path mine) throws IOException {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(mine));
  }

  private static void deleteIfAbandoned(Path path) throws IOException {
    long pid = pidIn(path.getFileName().toString());
    if (pid < 0 || (pid == ProcessHandle.current().pid() && !isOlderThanThisProcess(path))) {
      return;
    }
    Path file = path.resolve(LOCK);
    if (!Files.exists(file)) {
      // half deleted, or on a file system without locks: there the pid must do
      if (ProcessHandle.of(pid).isEmpty() || pid == ProcessHandle.current().pid()) {
        deleteWithShared(path);
      }
      return;
    }
    FileChannel lock = lock(file, StandardOpenOption.WRITE);
    if (lock != null) {
      deleteWithShared(path);
      closeQuietly(lock);
    }
  }

  /**
   * Tells a directory of a predecessor with the same pid from one that another class loader of this
   * JVM has made: to open and close the lock file of the latter would lose its lock.
   */
  private static boolean isOlderThanThisProcess(Path path) throws IOException {
    Instant start = ProcessHandle.current().info().startInstant().orElse(Instant.MIN);
    return Files.getLastModifiedTime(path).toInstant().isBefore(start);
  }

  /** Returns the pid in the name of a run directory, or -1 if it is the name of something else. */
  private static long pidIn(String name) {
    int end = name.indexOf('-', PREFIX.length());
    try {
      return end < 0 ? -1 : Long.parseLong(name.substring(PREFIX.length(), end));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /**
   * Makes the file that tells by its lock that this process lives. It gets its name when it is
   * locked: a sweep that found it before would lock it, and delete the directory.
   */
  private static @Nullable FileChannel lockNew(Path file) {
    Path draft = file.resolveSibling(LOCK + "-draft");
    FileChannel lock = lock(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      if (lock != null) {
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return lock;
      }
    } catch (IOException e) {
      // it cannot be renamed while it is open
    }
    closeQuietly(lock);
    draft.toFile().delete(); // a file that anyone can lock would say that nobody lives here
    return null;
  }

  /** Returns the locked file, or null if it cannot be locked. The lock ends with the process. */
  private static @Nullable FileChannel lock(Path file, OpenOption... options) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, options);
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (IOException | OverlappingFileLockException e) {
      // this file system has no locks
    }
    closeQuietly(channel);
    return null;
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // the system has closed it
    }
  }

  /** First what takes memory. As long as that is there, the next sweep is to find the directory. */
  private static void deleteWithShared(Path directory) {
    try {
      Path shared = sharedOf(directory);
      if (!shared.equals(directory) && isOurs(shared, directory)) {
        deleteTree(shared);
        if (Files.exists(shared, LinkOption.NOFOLLOW_LINKS)) {
          return;
        }
      }
    } catch (IOException e) {
      // whatever is left is for the next sweep
    }
    deleteTree(directory);
  }

  private static void deleteTree(Path root) {
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
                throws IOException {
              Files.deleteIfExists(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // whatever is left is for the next sweep
    }
  }
}
