package concurrent.futures.internal.process;

import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.MappedFile;
import concurrent.futures.internal.wire.Ring;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Has one direction of a link get slots beside its ring, once its writer wants some: the parent
 * makes a file and tells the worker its path, which opens it and says so, and the file is deleted.
 * If there is no memory to be had, or the worker cannot open it, everything stays as it was.
 */
final class SharedSlots {
  /** Only where that many times as much is free: others want some, too. */
  private static final int SHARE = 16;

  private final boolean toParent;
  private boolean made; // or it cannot be
  private volatile @Nullable ByteBuffer memory;
  private volatile @Nullable Path file;
  private volatile boolean opened;

  SharedSlots(boolean toParent) {
    this.toParent = toParent;
  }

  /** Makes them, once, and tells the worker where. Writes to the link: may block. */
  void make(WorkerProcess process, Ring ring) throws IOException {
    if (made) {
      return;
    }
    made = true;
    ByteBuffer slots = create(process);
    if (slots != null) {
      memory = slots;
      if (toParent) { // the worker may use them before its answer is here
        ring.addSlots(slots);
      }
      WireOutput message = new WireOutput(128);
      message.writeBoolean(toParent);
      message.writeString(pathOf(process).toString());
      process.out().send(Kind.SLOTS, message);
    }
  }

  private Path pathOf(WorkerProcess process) {
    return RunDirectory.sharedOf(process.directory())
        .resolve("slots-" + process.pid() + (toParent ? "-out" : "-in"));
  }

  private @Nullable ByteBuffer create(WorkerProcess process) throws IOException {
    Path runs = process.directory();
    Path path = pathOf(process);
    try {
      Path place = RunDirectory.shared(runs);
      if (place.equals(runs) // a disk, to which it would be written again and again
          || Files.getFileStore(place).getUsableSpace() / SHARE < Ring.SLOTS_SIZE) {
        return null;
      }
      ByteBuffer created = MappedFile.create(path, Ring.SLOTS_SIZE).load();
      file = path;
      return created;
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      path.toFile().delete(); // if it is there
      return null;
    }
  }

  /** The worker has opened them, or cannot. Nobody needs the file any more. By who reads. */
  void answered(boolean usable, Ring ring) throws IOException {
    ByteBuffer slots = memory;
    memory = null;
    opened = usable;
    if (usable && !toParent) {
      ring.addSlots(slots);
    } else if (!usable && toParent) {
      ring.addSlots(null);
    }
    forget();
  }

  /** So many bytes of memory the worker has opened. */
  long bytes() {
    return opened ? Ring.SLOTS_SIZE : 0;
  }

  /** Deletes the file, if it is still there. */
  void forget() throws IOException {
    Path path = file;
    file = null;
    if (path != null) {
      Files.deleteIfExists(path);
    }
  }
}
