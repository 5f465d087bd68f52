package concurrent.futures;

import concurrent.futures.internal.process.RunDirectory;
import concurrent.futures.internal.process.SharedHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The memory behind a {@link SharedMemory}: a file that each process maps, once. After a {@link
 * SharedHeader} comes the content.
 *
 * <p><b>No touch can fail.</b> The file is written before anybody maps it, since what a full disk
 * has no room for would end a JVM at the first touch; and nobody makes it shorter. To close it is
 * to set the flag and to delete the name: the memory lives on until the last mapping is collected.
 *
 * <p><b>The owner.</b> Who has allocated it. When a worker returns it, its parent gets the handle
 * of a file that is where its own workers have theirs, from further down the tree of processes, and
 * adopts it. The files of a program and its workers are in one directory, which ends with the
 * program; those of a worker that has ended are deleted by its parent.
 */
final class SharedFile {
  /** Any piece up to this size is within one mapping: each overlaps with the next one. */
  static final long STRIDE = 1 << 30;

  private static final int BLOCK = 256 << 10;

  private static final long PID = ProcessHandle.current().pid();

  /** 0 in a program, 1 in its workers, and so on. */
  private static final int DEPTH = Integer.getInteger("concurrent.futures.depth", 0);

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** What is mapped here, as long as somebody here needs it. */
  private static final ConcurrentMap<String, Known> KNOWN = new ConcurrentHashMap<>();

  private static final ReferenceQueue<SharedFile> UNREACHABLE = new ReferenceQueue<>();

  private final long size;
  private final long stride;
  private volatile Path path; // changes when it is adopted
  private volatile @Nullable ByteBuffer header; // null: not opened yet. Written under the lock
  private volatile @Nullable Ownership ownership; // written under the lock
  private final Map<Long, ByteBuffer> writable = new HashMap<>(2); // by offset; guarded by this
  private final Map<Long, ByteBuffer> readable = new HashMap<>(0); // as above

  private SharedFile(Path path, long size, long stride) {
    this.path = path;
    this.size = size;
    this.stride = stride;
  }

  private static final class Known extends WeakReference<SharedFile> {
    final String path;

    Known(String path, SharedFile file) {
      super(file, UNREACHABLE);
      this.path = path;
    }
  }

  // ---- making one, and finding it again

  /** Makes one of zeros that this process owns. */
  static SharedFile allocate(long size, long stride) throws IOException {
    SharedPlace place = SharedPlace.acquire();
    Path path = null;
    try {
      collectIfShort(place.path(), SharedHeader.SIZE + size);
      long room = Files.getFileStore(place.path()).getUsableSpace();
      if (room < SharedHeader.SIZE + size) {
        throw new IOException("there is room for " + room + " in " + place.path());
      }
      path = Files.createTempFile(place.path(), PID + "-", ""); // by itself with mode 0600
      writeZeros(path, size);
      SharedFile file = new SharedFile(path, size, stride);
      remember(path, file);
      file.own(file.open(true), place);
      return file;
    } catch (IOException | RuntimeException | Error e) {
      deleteQuietly(path);
      place.release();
      throw e;
    }
  }

  /**
   * The system has memory back when the last mapping is collected, and a heap in which little
   * happens is collected seldom. So it is, if more is closed and perhaps still mapped here than
   * will be free: each time gives back as much as there is.
   */
  private static void collectIfShort(Path place, long wanted) throws IOException {
    long closed = 0;
    for (Known known : KNOWN.values()) {
      SharedFile file = known.get();
      closed += file != null && file.isClosed() ? file.size : 0;
    }
    FileStore store = Files.getFileStore(place);
    if (closed == 0 || store.getUsableSpace() - wanted > closed) {
      return;
    }
    System.gc();
    for (long millis = 1; store.getUsableSpace() < wanted && millis < 500; millis *= 2) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis)); // while the JVM unmaps it
    }
  }

  private static void writeZeros(Path path, long size) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) { // not interruptible
      out.write(SharedHeader.of(PID));
      byte[] zeros = new byte[(int) Math.min(size, BLOCK)];
      for (long left = size; left > 0; left -= zeros.length) {
        out.write(zeros, 0, (int) Math.min(left, zeros.length));
      }
    }
  }

  /**
   * The file of a handle. It is opened when it is needed, so this does not block.
   *
   * @param depth of the process that owns it, if that has sent the handle; otherwise 0
   * @throws UncheckedIOException if it is a result, and gone
   */
  static SharedFile of(String path, long size, int depth) {
    Known known = KNOWN.get(path);
    SharedFile file = known == null ? null : known.get();
    Path there = Path.of(path);
    if (file == null) {
      file = remember(there, new SharedFile(there, size, STRIDE));
    }
    // an argument may come from further down, too: from a worker of another program
    if (depth > DEPTH && RunDirectory.isSharedOfMyWorkers(there)) {
      try {
        file.adopt();
      } catch (IOException e) {
        throw new UncheckedIOException(
            "shared memory that a worker has returned, and closed or lost: " + e.getMessage(), e);
      }
    }
    return file;
  }

  private static SharedFile remember(Path path, SharedFile file) {
    for (Object gone; (gone = UNREACHABLE.poll()) != null; ) {
      KNOWN.remove(((Known) gone).path, gone);
    }
    SharedFile winner;
    do {
      winner =
          KNOWN
              .compute(
                  path.toString(),
                  (key, old) -> old != null && old.get() != null ? old : new Known(key, file))
              .get();
    } while (winner == null);
    return winner;
  }

  long size() {
    return size;
  }

  // ---- its life

  /** What is left to do when this process does not need its own file any more. */
  private static final class Ownership implements Runnable {
    private final Path path;
    private final ByteBuffer header;
    private final SharedPlace place;

    /**
     * A handle was written. It may be in a result on its way: that cannot be told here from one in
     * an argument for a worker of this worker, or in a value that then could not be written.
     */
    private volatile boolean handedOn;

    private boolean ended; // guarded by this

    Ownership(Path path, ByteBuffer header, SharedPlace place) {
      this.path = path;
      this.header = header;
      this.place = place;
    }

    /** Nobody here can reach it. What a worker has handed on remains until the worker has ended. */
    @Override
    public void run() {
      if (DEPTH == 0 || !handedOn) {
        end();
      }
    }

    synchronized void end() {
      if (ended) {
        return;
      }
      ended = true;
      if ((long) LONGS.getAcquire(header, SharedHeader.OWNER) == PID) { // otherwise it was adopted
        LONGS.setRelease(header, SharedHeader.CLOSED, 1L);
        deleteQuietly(path);
      }
      place.release();
    }
  }

  private void own(ByteBuffer opened, SharedPlace place) {
    LONGS.setRelease(opened, SharedHeader.OWNER, PID);
    Ownership mine = new Ownership(path, opened, place);
    header = opened;
    ownership = mine;
    Dropped.CLEANER.register(this, mine);
  }

  /** It came as a result of a worker, to which it does not belong any more. */
  private synchronized void adopt() throws IOException {
    if (ownership != null) {
      return;
    }
    ByteBuffer opened = open(true); // nothing but what is one of ours is moved
    SharedPlace place = SharedPlace.acquire();
    boolean owned = false;
    try {
      Path mine = place.path().resolve(path.getFileName());
      if (!mine.equals(path)) { // of a worker's workers: there it would end with the worker
        Files.move(path, mine, StandardCopyOption.ATOMIC_MOVE);
        path = mine;
        remember(mine, this);
      }
      own(opened, place);
      owned = true;
    } finally {
      if (!owned) {
        place.release();
      }
    }
  }

  /** Closes it if this process owns it. */
  void close() {
    Ownership mine = ownership;
    if (mine != null) {
      mine.end();
    }
  }

  /** Whether it is known here that its owner has closed it. */
  boolean isClosed() {
    ByteBuffer opened = header;
    return opened != null && (long) LONGS.getAcquire(opened, SharedHeader.CLOSED) != 0;
  }

  /** The depth for a handle that is sent now: that of this process, if it is the owner. */
  int handOn() {
    Ownership mine = ownership;
    if (mine == null || (long) LONGS.getAcquire(mine.header, SharedHeader.OWNER) != PID) {
      return 0;
    }
    mine.handedOn = true;
    return DEPTH;
  }

  /** The path for a handle. */
  String path() {
    return path.toString();
  }

  private static void deleteQuietly(@Nullable Path path) {
    try {
      if (path != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Windows does not delete what is mapped: it goes with the directory
    }
  }

  // ---- its content

  /** A piece of the content, of at most 2 GiB, as a buffer of big endian. */
  synchronized ByteBuffer piece(long offset, int length, boolean readOnly) throws IOException {
    if (header == null) {
      header = open(false);
      collectIfShort(path, 0);
    }
    boolean write = !readOnly || ownership != null;
    long start = offset / stride * stride;
    long span = Math.min(2 * stride - 1, size - start);
    if (offset + length > start + span) { // larger than a stride, and in an unlucky place
      ByteBuffer own = map(path, write, SharedHeader.SIZE + offset, length);
      return readOnly ? own.asReadOnlyBuffer() : own;
    }
    Map<Long, ByteBuffer> mapped = write ? writable : readable;
    ByteBuffer whole = mapped.get(start);
    if (whole == null) {
      whole = map(path, write, SharedHeader.SIZE + start, span);
      mapped.put(start, whole);
    }
    ByteBuffer piece = whole.slice((int) (offset - start), length);
    return readOnly ? piece.asReadOnlyBuffer() : piece;
  }

  /** Maps the header of what is a file of ours, and long enough. */
  private ByteBuffer open(boolean write) throws IOException {
    if (!SharedHeader.isAt(path) || Files.size(path) < SharedHeader.SIZE + size) {
      throw new NoSuchFileException(path.toString(), null, "there is none, or another file");
    }
    return map(path, write, 0, SharedHeader.SIZE);
  }

  /** Maps a part of a file, whether or not the thread is interrupted: that closes the channel. */
  private static ByteBuffer map(Path path, boolean write, long position, long length)
      throws IOException {
    boolean interrupted = false;
    try {
      for (; ; ) {
        interrupted |= Thread.interrupted();
        try (FileChannel channel =
            write
                ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                : FileChannel.open(path, StandardOpenOption.READ)) {
          return channel.map(
              write ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY,
              position,
              length);
        } catch (ClosedByInterruptException e) {
          // once more
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
