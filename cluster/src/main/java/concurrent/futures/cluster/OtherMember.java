package concurrent.futures.cluster;

import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** All that this member has to do with another one, for one of its lives. */
final class OtherMember {
  final Peer peer; // it executes for this one
  final Guest guest; // it submits to this one
  private final MemberLink toGuest = new MemberLink(transport());
  private final MemberLink toPeer = new MemberLink(transport());
  private final ClusterBackend backend;
  private final ClusterMember member;
  private final Sequence sequence;
  private final LargeMessages pieces;
  private final AtomicLong large = new AtomicLong(); // messages so far
  private volatile boolean dropped;

  OtherMember(ClusterBackend backend, ClusterMember member, int slots, Background background) {
    this.backend = backend;
    this.member = member;
    this.pieces = new LargeMessages(background);
    this.sequence = new Sequence(background, message -> backend.node().send(member, message));
    this.guest = new Guest(backend.host, member, toGuest, null);
    this.peer = new Peer(backend, member, slots, toPeer, backend.window);
  }

  private MemberLink.Transport transport() {
    return new MemberLink.Transport() {
      @Override
      public long nextLarge() {
        return large.incrementAndGet();
      }

      @Override
      public void send(byte[] message) {
        sequence.send(message);
      }

      @Override
      public void sendLarge(
          long number,
          int kind,
          WireOutput payload,
          List<Object> arrays,
          Runnable arrived,
          Consumer<Throwable> failed) {
        pieces.send(
            number,
            kind,
            payload,
            arrays,
            piece -> backend.node().call(member, piece),
            arrived,
            reason -> {
              if (!isGone(reason)) {
                failed.accept(reason);
                giveUp(number);
              }
            });
      }
    };
  }

  /** What has come of a large message would stay there otherwise. */
  private void giveUp(long number) {
    WireOutput message = new WireOutput(10);
    message.writeVarlong(number);
    toPeer.append(Message.GIVEN_UP, message);
    toPeer.flush();
  }

  /** Whether the member was lost meanwhile: what becomes of its tasks is said when that is told. */
  private boolean isGone(Throwable reason) {
    return pieces.isClosed() || reason.getCause() instanceof MemberLostException;
  }

  /** Messages have come. By one thread at a time. */
  void read(byte[] messages) {
    if (dropped) {
      readNumbers(messages);
      return;
    }
    peer.inTurn(
        () -> {
          try {
            for (WireInput next : sequence.received(messages)) {
              MemberLink.read(next, this::dispatch);
            }
          } catch (IOException e) {
            misbehaves(e);
          } catch (RuntimeException | Error e) { // ours, or no memory: the others must not wait
            misbehaves(new IOException(e));
          }
        });
  }

  /** It is not used any more: but each side is to know that what it said last has come. */
  private void readNumbers(byte[] messages) {
    try {
      sequence.received(messages);
    } catch (IOException e) {
      // then it does not know
    }
  }

  private void dispatch(int kind, WireInput in, List<Object> arrays) throws IOException {
    if (kind == Message.DROPPED) {
      backend.drop(this, "it does not use this one any more: " + in.readString());
    } else if (kind == Message.LARGE) {
      LargeMessages.Received message = pieces.take(in.readVarlong());
      dispatch(message.kind, message.payload, message.arrays);
    } else if (kind == Message.GIVEN_UP) {
      pieces.giveUp(in.readVarlong());
    } else if (Message.isFromWorker(kind)) {
      peer.message(kind, in, arrays);
    } else {
      guest.message(kind, in, arrays);
    }
  }

  /** What it says cannot be understood: whatever it does, nobody waits for it. */
  void misbehaves(IOException reason) {
    WireOutput why = new WireOutput(64);
    why.writeString(String.valueOf(reason.getMessage()));
    toGuest.append(Message.DROPPED, why);
    toGuest.flush();
    backend.drop(this, "it says what cannot be understood: " + reason);
  }

  /** True if all that it was told is known to have come. */
  boolean hasToldAll() {
    return sequence.isTold();
  }

  String address() {
    return member.address();
  }

  String id() {
    return member.id();
  }

  /** A piece of a large message has come. */
  CompletableFuture<byte[]> piece(byte[] bytes) {
    return pieces.piece(bytes);
  }

  /** How many large messages have come in part. */
  int openPieces() {
    return pieces.open();
  }

  /** This member leaves. */
  void close() {
    sequence.close();
    pieces.close();
    guest.left();
  }

  /** It is there, but not used any more: what it was told last, DROPPED, is told until it comes. */
  void dropped() {
    dropped = true;
    over();
  }

  void left() {
    sequence.close();
    if (!dropped) {
      over();
    }
  }

  private void over() {
    toGuest.close(); // a later life of it has links of its own
    toPeer.close();
    pieces.close();
    guest.left();
    peer.left();
  }
}
