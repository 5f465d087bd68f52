package concurrent.futures.cluster;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What the tasks of a simulation do, and what has become of them where they executed. */
final class SimulatedTasks {
  private static final ThreadLocal<SimulatedTasks> CURRENT = new ThreadLocal<>();

  /** What a task does when its time has passed. */
  enum Kind {
    /** Returns a number: travels together with others, is read at once. */
    SHORT,
    /** Returns a long text. */
    TEXT,
    /** Returns an object, for an object: foreign code when it is written, and when it is read. */
    OBJECT,
    /** Throws. */
    THROWS,
    /** Returns a number, and cannot be interrupted. */
    DEAF;

    static final List<Kind> ALL = List.of(values());
  }

  /** A value of a class of the tests. */
  record Value(int id) implements Serializable {}

  /** What a task throws by itself. */
  static final class Thrown extends Exception {
    private static final long serialVersionUID = 1;

    Thrown(String message) {
      super(message, null, false, false); // a stack trace is not the same each time
    }
  }

  static final String INTERRUPTED = "interrupted";

  /** What has executed. */
  final class Task {
    final int id;
    final Kind kind;
    final long nanos;
    int starts;
    int ends;
    int interrupts;

    Task(int id, Kind kind, long nanos) {
      this.id = id;
      this.kind = kind;
      this.nanos = nanos;
    }

    boolean isRight(Object value) {
      return result(kind, id).equals(value);
    }
  }

  private final List<Task> all = new ArrayList<>();
  private SimulatedMember at; // where a task begins; null when it ends
  private long nanos; // that it takes
  private boolean interrupted;

  Task add(Kind kind, long nanos) {
    Task task = new Task(all.size(), kind, nanos);
    all.add(task);
    return task;
  }

  List<Task> all() {
    return all;
  }

  /** Begins a task; how long it takes. */
  long beginning(SimulatedMember member, Supplier<?> call) {
    at = member;
    nanos = 0;
    inside(call);
    return nanos;
  }

  /** Ends a task. */
  <T> T ending(boolean interrupt, Supplier<T> call) {
    at = null;
    interrupted = interrupt;
    return inside(call);
  }

  private <T> T inside(Supplier<T> call) {
    CURRENT.set(this);
    try {
      return call.get();
    } finally {
      CURRENT.remove();
    }
  }

  private Object call(int id) throws Thrown {
    Task task = all.get(id);
    if (at != null) {
      task.starts++;
      nanos = task.nanos;
      return 0;
    }
    task.ends++;
    if (interrupted && task.kind != Kind.DEAF) {
      task.interrupts++;
      throw new Thrown(INTERRUPTED);
    }
    if (task.kind == Kind.THROWS) {
      throw new Thrown("task " + id);
    }
    return result(task.kind, id);
  }

  private static Object result(Kind kind, int id) {
    return switch (kind) {
      case SHORT, DEAF -> 31 * id + 7;
      case TEXT -> ("text of " + id + " ").repeat(id % 200);
      case OBJECT -> new Value(id);
      case THROWS -> "nothing";
    };
  }

  // ---- what travels

  static Object run(int id) throws Thrown {
    return CURRENT.get().call(id);
  }

  static Object runObject(Value value) throws Thrown {
    return CURRENT.get().call(value.id);
  }
}
