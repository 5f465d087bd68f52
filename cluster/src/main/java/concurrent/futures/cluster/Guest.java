package concurrent.futures.cluster;

import concurrent.futures.internal.wire.Limits;
import concurrent.futures.internal.wire.TaskForm;
import concurrent.futures.internal.wire.ThrowableForm;
import concurrent.futures.internal.wire.ValueCodec;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import concurrent.futures.internal.worker.CallRunner;
import concurrent.futures.internal.worker.Functions;
import concurrent.futures.internal.worker.Shipping;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A member that submits tasks to this one: its slots here, its functions and its classes. When it
 * leaves, its tasks are interrupted, and its class loaders are dropped.
 */
final class Guest {
  final MemberLink link;
  final Shipping shipping;
  final Functions functions;
  private final @Nullable Relay relay; // if its tasks execute in JVMs of their own
  private final Host host;
  private final ClusterMember member;
  private final Map<Integer, Slot> slots = new HashMap<>(); // guarded by this
  private boolean gone; // guarded by this

  Guest(Host host, ClusterMember member, MemberLink link, @Nullable Shipping shipping) {
    this.host = host;
    this.member = member;
    this.link = link;
    this.shipping = shipping == null ? new Shipping(this::ask) : shipping;
    this.functions = new Functions(this.shipping);
    this.relay = host.relays() ? new Relay(link) : null;
  }

  private void ask(WireOutput question) throws IOException {
    synchronized (this) {
      if (gone) {
        throw new IOException(member.address() + " has gone");
      }
    }
    link.append(Message.CLASS, question);
    link.flush();
  }

  /** One message. By one thread at a time. */
  void message(int kind, WireInput in, List<Object> arrays) throws IOException {
    switch (kind) {
      case Message.OPEN -> open(in.readVarint(), SlotProcess.WorkerName.read(in));
      case Message.FUNCTION -> function(in);
      case Message.TASK -> openSlot(in).add(in, arrays);
      case Message.TASKS -> openSlot(in).addAll(in);
      case Message.CANCEL, Message.INTERRUPT, Message.STACK_OF -> about(kind, in);
      case Message.CLASSES -> classes(in);
      case Message.CLOSE -> close(in.readVarint());
      default -> throw new IOException("a message of unknown kind: " + kind);
    }
  }

  private void function(WireInput in) throws IOException {
    if (relay == null) {
      functions.add(in);
    } else {
      relay.function(in);
    }
  }

  private void classes(WireInput in) throws IOException {
    if (relay == null) {
      shipping.answered(in);
    } else {
      relay.answered(in);
    }
  }

  /** What is passed on to the worker JVMs of its slots. */
  Relay relay() {
    return Objects.requireNonNull(relay);
  }

  /** What a task has printed. */
  void output(int slot, int stream, byte[] bytes, int offset, int length) {
    WireOutput message = new WireOutput(length + 6);
    message.writeVarint(slot);
    message.writeByte(stream);
    message.writeBytes(bytes, offset, length);
    link.append(Message.OUTPUT, message);
  }

  private synchronized void open(int number, SlotProcess.WorkerName worker) {
    slots.put(number, host.newSlot(this, number, worker));
  }

  private synchronized @Nullable Slot slot(int number) {
    return slots.get(number);
  }

  private Slot openSlot(WireInput in) throws IOException {
    int number = in.readVarint();
    Slot slot = slot(number);
    if (slot == null) {
      throw new IOException("a task for the slot " + number + ", which is not open");
    }
    return slot;
  }

  /** A message about a task, which may be over, and its slot closed. */
  private void about(int kind, WireInput in) throws IOException {
    int request = kind == Message.STACK_OF ? in.readVarint() : 0;
    Slot slot = slot(in.readVarint());
    long seq = in.readVarlong();
    if (kind == Message.STACK_OF) {
      if (slot == null) {
        tellStack(request, new StackTraceElement[0]);
      } else {
        slot.tellStack(request, seq);
      }
    } else if (slot != null && kind == Message.CANCEL) {
      slot.cancel(seq);
    } else if (slot != null) {
      slot.interruptOnce(seq);
    }
  }

  private void close(int number) {
    Slot slot;
    synchronized (this) {
      slot = slots.remove(number);
    }
    if (slot != null) {
      slot.close(false);
    }
  }

  /** Tells where a task is. */
  void tellStack(int request, StackTraceElement[] frames) {
    WireOutput answer = new WireOutput(1 << 10);
    answer.writeVarint(request);
    TaskForm.writeFrames(answer, frames, CallRunner.class.getName());
    link.append(Message.STACK, answer);
    link.flush();
  }

  /** The outcome of a task was too much for somebody: it fails instead. */
  void notArrived(int slot, long seq, Throwable reason) {
    fail(slot, seq, TaskForm.IN_RESULT, false, reason);
  }

  /** Says that a task has failed without having thrown anything itself. */
  void fail(int slot, long seq, int where, boolean last, Throwable reason) {
    WireOutput failure = new WireOutput(1 << 10);
    failure.writeVarint(slot);
    failure.writeVarlong(seq);
    failure.writeBoolean(last);
    failure.writeByte(where);
    failure.writeString("");
    CallRunner names = new CallRunner(functions, shipping, host.limits, "");
    ValueCodec codec = new ValueCodec(names, host.limits);
    ThrowableForm.write(failure, reason, codec, new ArrayList<>());
    link.append(Message.FAILURE, failure);
    link.flush();
  }

  Limits limits() {
    return host.limits;
  }

  /** Where this member is, for messages. */
  String hostAddress() {
    return host.address();
  }

  /** No slot of this member can be used for now. */
  void withdrawn(String why) {
    WireOutput message = new WireOutput(256);
    message.writeString(why);
    link.append(Message.WITHDRAWN, message);
    link.flush();
  }

  /** They can be used again. */
  void available() {
    link.append(Message.AVAILABLE, new WireOutput(1));
    link.flush();
  }

  /** This member is about to leave. */
  void draining() {
    link.append(Message.DRAINING, new WireOutput(1));
    link.flush();
  }

  /** The submitter left or died. */
  void left() {
    List<Slot> all;
    synchronized (this) {
      gone = true;
      all = new ArrayList<>(slots.values());
      slots.clear();
    }
    all.forEach(slot -> slot.close(true));
    shipping.close();
  }
}
