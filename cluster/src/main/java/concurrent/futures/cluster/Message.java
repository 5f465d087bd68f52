package concurrent.futures.cluster;

/**
 * What a submitter and a member that executes its tasks say to each other. Several messages may be
 * in one of the engine: kind (byte), length (varint), payload.
 *
 * <pre>
 *  submitter ─▶ member                        member ─▶ submitter
 *  OPEN       slot, worker's name, charsets   STARTED    slot, seq
 *  FUNCTION   number, shape of a lambda       RESULT     slot, seq, value
 *  TASKS      slot, n × (length, task)        FAILURE    slot, seq, flags, throwable
 *  TASK       slot, whether to tell of its    RETURNED   slot, n, n × seq: they have not started
 *             start, timeout (ns, or 0),      STACK      request, frames
 *             task (seq 0: the initializer)   CLASS      request, loader, name
 *  CANCEL     slot, seq: unless it has started
 *  INTERRUPT  slot, seq
 *  STACK_OF   request, slot, seq
 *  CLASSES    request, bytes
 *  CLOSE      slot                           OUTPUT     slot, stream, bytes
 *                                            ENDED      slot, whether by a crash: no more for it
 *                                            TIMED_OUT  slot, seq: it has run for its time
 *                                            WITHDRAWN  why: no tasks for now
 *                                            AVAILABLE  tasks again
 *                                            DRAINING   no more tasks, please
 *
 *  both: LARGE    number of a large message, which has come in calls: now it is its turn
 *        GIVEN_UP number of a large message, of which some may have come: there is no more of it
 *        DROPPED  why: this side does without the other from now on
 * </pre>
 *
 * <p>A slot is a place of the member at which one task executes at a time, in order. Tasks, values
 * and throwables are those of worker processes.
 */
final class Message {
  static final int OPEN = 1;
  static final int FUNCTION = 2;
  static final int TASK = 3;
  static final int TASKS = 4;
  static final int CANCEL = 5;
  static final int INTERRUPT = 6;
  static final int STACK_OF = 7;
  static final int CLASSES = 8;
  static final int CLOSE = 9;

  static final int STARTED = 32;
  static final int RESULT = 33;
  static final int FAILURE = 34;
  static final int RETURNED = 35;
  static final int STACK = 36;
  static final int CLASS = 37;
  static final int DRAINING = 38;
  static final int OUTPUT = 39;
  static final int ENDED = 40;
  static final int TIMED_OUT = 41;
  static final int WITHDRAWN = 42;
  static final int AVAILABLE = 43;

  static final int LARGE = 64;
  static final int DROPPED = 65;
  static final int GIVEN_UP = 66;

  private Message() {}

  /** True for what a member says that executes tasks. */
  static boolean isFromWorker(int kind) {
    return kind >= STARTED && kind < LARGE;
  }
}
