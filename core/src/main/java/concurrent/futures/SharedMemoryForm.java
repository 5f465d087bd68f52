package concurrent.futures;

import concurrent.futures.internal.wire.HandleForm;
import concurrent.futures.internal.wire.WireFormatException;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.UncheckedIOException;

/** The handle of a {@link SharedMemory} as it travels by itself, or in a plain list. */
final class SharedMemoryForm extends HandleForm {
  @Override
  protected boolean tryWrite(WireOutput out, Object value) {
    if (!(value instanceof SharedMemory memory) || memory.isClosed()) {
      return false; // serialization then says that it is closed
    }
    SharedMemory.Handle handle = memory.handle();
    out.writeString(handle.path());
    out.writeVarlong(handle.fileSize());
    out.writeVarint(handle.depth());
    out.writeVarlong(handle.offset());
    out.writeVarlong(handle.size());
    out.writeBoolean(handle.readOnly());
    return true;
  }

  @Override
  protected Object read(WireInput in) throws WireFormatException {
    SharedMemory.Handle handle =
        new SharedMemory.Handle(
            in.readText(),
            in.readVarlong(),
            in.readVarint(),
            in.readVarlong(),
            in.readVarlong(),
            in.readBoolean());
    try {
      return handle.memory();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw in.malformed("a handle that fits no shared memory");
    } catch (UncheckedIOException e) {
      throw new WireFormatException(String.valueOf(e.getMessage())); // a result that is gone
    }
  }
}
