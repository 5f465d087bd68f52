package concurrent.futures;

import concurrent.futures.internal.wire.HandleForm;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.file.FileSystemException;
import java.util.Objects;

/**
 * Memory that processes work on together, without a copy: what goes to a worker process and back is
 * a handle of some bytes, whatever the size. Python has {@code
 * multiprocessing.shared_memory.SharedMemory} for this.
 *
 * <pre>{@code
 * static double sum(SharedMemory part) {
 *   DoubleBuffer numbers = part.asDoubleBuffer();
 *   double sum = 0;
 *   while (numbers.hasRemaining()) {
 *     sum += numbers.get();
 *   }
 *   return sum;
 * }
 *
 * try (var memory = SharedMemory.allocate(1L << 30); var pool = new ProcessPoolExecutor(2)) {
 *   fill(memory.asDoubleBuffer());
 *   long half = memory.size() / 2;
 *   var first = pool.submit(Sums::sum, memory.slice(0, half));
 *   var second = pool.submit(Sums::sum, memory.slice(half, half));
 *   System.out.println(first.result() + second.result());
 * }
 * }</pre>
 *
 * <p><b>Where it may be.</b> Anywhere in a call: as an argument, captured by a lambda, in a list,
 * in a field of a {@code Serializable} object, as the result. On a {@link ThreadPoolExecutor} a
 * task gets the same object; in a worker process an object of its own over the same memory, which
 * is mapped there once, however often it comes. An argument that such a task returns is another
 * object over the same memory, too.
 *
 * <p><b>Views.</b> The content is seen through the buffers of {@code java.nio}, in the byte order
 * of the machine. Each call returns a new one, with a position of its own. A buffer holds at most
 * 2<sup>31</sup>-1 bytes: larger memory is worked on {@linkplain #slice slice} by slice, at
 * whatever offset. What is {@linkplain #asReadOnly() read-only} stays so, in a worker too. {@code
 * duplicate()} and {@code slice()} of a {@code ByteBuffer} fall back to big endian, as the JDK has
 * it: set their order, or slice the memory.
 *
 * <p><b>What is seen when.</b> What a thread wrote before it submitted a task is there when the
 * task runs, and what the task wrote is there once its outcome is seen, as for any other memory:
 * message and answer are published with release and acquire fences, or go through a pipe, and a
 * processor keeps the order of memory between processes as it does between threads. While both
 * sides run nothing is ordered: let tasks write to parts that do not overlap, or work one after the
 * other. When a task ends otherwise, as by a crash, what it has written until then is there. After
 * {@code cancel(true)} or a timeout the future is done, while the task may write for a moment yet.
 *
 * <p><b>Its life.</b> It belongs to the process that has allocated it. {@link #close()} there ends
 * it, after the tasks that use it: from then on {@code as…Buffer()} throws {@link
 * IllegalStateException}, in every process, and a call that has it as an argument fails in its
 * future, to a worker process with a {@link TaskSerializationException}. In a worker process {@code
 * close} ends only what was allocated there, and does nothing to what was given to a task; on
 * threads the task has the object itself. <b>Buffers that exist remain valid, in every process,
 * whatever ends or dies</b>: the system has its memory back when the last buffer has been
 * collected, or its process has ended.
 *
 * <p>What its owner drops without {@code close} is closed by the garbage collector, in its time, or
 * when the JVM exits, also if a worker still keeps it, as in a static field: keep a reference in
 * the owner. What a worker has allocated, and sent anywhere, in a result or to a pool of its own,
 * is only closed by {@code close}, or when the worker ends.
 *
 * <p>A task that <i>returns</i> memory that it has allocated gives it away: it belongs to the one
 * who gets the result, to be closed there. Memory of a worker that crashes is given back.
 *
 * <p><b>Where it lives.</b> In {@code /dev/shm}, which takes main memory; where there is none, in
 * the directory for temporary files. {@code -Dconcurrent.futures.sharedMemory=DIR} names another
 * directory. The file is for this user only. Its pages are written when it is allocated (some 0.4
 * seconds for 1 GB), so that no access can fail for lack of room, unless a directory was named
 * whose file system compresses or copies on write: that may still run out of it. It is deleted with
 * {@code close}; that of a program that was killed by the next program that opens a pool or
 * allocates.
 *
 * <p><b>Other machines</b> cannot see it: a task on a member of a cluster there fails with an
 * {@code IllegalStateException} that says so when it asks for a buffer. Send arrays there. What a
 * member allocates remains its own, also when a task returns it.
 *
 * <p>Safe for use by several threads; each needs a buffer of its own.
 */
public final class SharedMemory implements AutoCloseable, Serializable {
  private static final long serialVersionUID = 1;

  static {
    HandleForm.register(new SharedMemoryForm());
  }

  private final transient SharedFile file;
  private final transient long offset;
  private final transient long size;
  private final transient boolean readOnly;

  private SharedMemory(SharedFile file, long offset, long size, boolean readOnly) {
    this.file = file;
    this.offset = offset;
    this.size = size;
    this.readOnly = readOnly;
  }

  /**
   * Allocates memory, which is zero and belongs to this process. Takes as long as it takes to write
   * it once.
   *
   * @param bytes its size; more than 2 GiB is fine
   * @return the memory, to be closed
   * @throws IllegalArgumentException if the size is not positive
   * @throws UncheckedIOException if there is not enough room, or none can be had
   */
  public static SharedMemory allocate(long bytes) {
    return allocate(bytes, SharedFile.STRIDE);
  }

  /** With smaller mappings, for tests. */
  static SharedMemory allocate(long bytes, long stride) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("the size must be positive, not " + bytes);
    }
    try {
      return new SharedMemory(SharedFile.allocate(bytes, stride), 0, bytes, false);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no shared memory of "
              + bytes
              + " bytes: "
              + e.getMessage()
              + "; make room (a container has 64 MB unless it is started with --shm-size), or name"
              + " another directory with -Dconcurrent.futures.sharedMemory=DIR",
          e);
    }
  }

  /**
   * Returns its size.
   *
   * @return in bytes
   */
  public long size() {
    return size;
  }

  /**
   * Tells whether its buffers are read-only.
   *
   * @return true for what {@link #asReadOnly()} made, and its slices
   */
  public boolean isReadOnly() {
    return readOnly;
  }

  /**
   * Returns a part of it: the same memory, which ends when this ends.
   *
   * @param offset where it begins, in bytes
   * @param length its size, in bytes
   * @return the part
   * @throws IndexOutOfBoundsException if it is not within this
   */
  public SharedMemory slice(long offset, long length) {
    Objects.checkFromIndexSize(offset, /* size= */ length, /* length= */ size);
    return new SharedMemory(file, this.offset + offset, length, readOnly);
  }

  /**
   * Returns the same memory, to be read only: against mistakes of tasks, which are user code of the
   * same rights.
   *
   * @return a read-only view
   */
  public SharedMemory asReadOnly() {
    return readOnly ? this : new SharedMemory(file, offset, size, true);
  }

  /**
   * Returns a buffer over all of it, in the byte order of the machine. The same holds for the
   * buffers of other types, which leave out bytes at the end that make no whole element.
   *
   * @return a new buffer
   * @throws IllegalStateException if it is closed, its process has ended or it is out of reach,
   *     such as on another machine
   * @throws UnsupportedOperationException if it is too large for a buffer: take a slice
   */
  public ByteBuffer asByteBuffer() {
    if (size > Integer.MAX_VALUE) {
      throw new UnsupportedOperationException(
          size + " bytes do not fit into a buffer, which takes 2147483647: work on slices");
    }
    requireOpen();
    try {
      return file.piece(offset, (int) size, readOnly).order(ByteOrder.nativeOrder());
    } catch (FileSystemException e) {
      throw new IllegalStateException(
          this
              + " cannot be reached: it was closed, its process has ended, or that runs on another"
              + " machine, in another container or as another user, and arrays must be sent instead",
          e);
    } catch (IOException e) {
      throw new IllegalStateException(this + " cannot be mapped: " + e.getMessage(), e);
    }
  }

  /**
   * Returns its chars.
   *
   * @return a new buffer, see {@link #asByteBuffer()}
   */
  public CharBuffer asCharBuffer() {
    return asByteBuffer().asCharBuffer();
  }

  /**
   * Returns its shorts.
   *
   * @return a new buffer, see {@link #asByteBuffer()}
   */
  public ShortBuffer asShortBuffer() {
    return asByteBuffer().asShortBuffer();
  }

  /**
   * Returns its ints.
   *
   * @return a new buffer, see {@link #asByteBuffer()}
   */
  public IntBuffer asIntBuffer() {
    return asByteBuffer().asIntBuffer();
  }

  /**
   * Returns its longs.
   *
   * @return a new buffer, see {@link #asByteBuffer()}
   */
  public LongBuffer asLongBuffer() {
    return asByteBuffer().asLongBuffer();
  }

  /**
   * Returns its floats.
   *
   * @return a new buffer, see {@link #asByteBuffer()}
   */
  public FloatBuffer asFloatBuffer() {
    return asByteBuffer().asFloatBuffer();
  }

  /**
   * Returns its doubles.
   *
   * @return a new buffer, see {@link #asByteBuffer()}
   */
  public DoubleBuffer asDoubleBuffer() {
    return asByteBuffer().asDoubleBuffer();
  }

  /**
   * Ends the memory, with all its slices, if it belongs to this process; otherwise does nothing. It
   * waits for nobody: close it after the tasks that use it. Buffers that exist remain valid.
   */
  @Override
  public void close() {
    file.close();
  }

  /** Whether it is known here that it is closed. */
  boolean isClosed() {
    return file.isClosed();
  }

  private void requireOpen() {
    if (isClosed()) {
      throw new IllegalStateException(
          this + ": close it only after the tasks that use it have ended");
    }
  }

  /** Says how large it is, and whether it is read-only or closed. */
  @Override
  public String toString() {
    return "shared memory of "
        + size
        + " bytes"
        + (readOnly ? ", read-only" : "")
        + (isClosed() ? ", which is closed" : "");
  }

  // ---- how it travels

  /** What travels in its place. */
  record Handle(String path, long fileSize, int depth, long offset, long size, boolean readOnly)
      implements Serializable {
    SharedMemory memory() {
      Objects.checkFromIndexSize(offset, size, fileSize);
      SharedFile file = SharedFile.of(path, fileSize, depth);
      Objects.checkFromIndexSize(offset, size, file.size());
      return new SharedMemory(file, offset, size, readOnly);
    }

    private Object readResolve() {
      return memory();
    }
  }

  Handle handle() {
    return new Handle(file.path(), file.size(), file.handOn(), offset, size, readOnly);
  }

  private Object writeReplace() {
    requireOpen();
    return handle();
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a handle travels in its place");
  }
}
