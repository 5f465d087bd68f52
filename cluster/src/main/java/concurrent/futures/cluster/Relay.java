package concurrent.futures.cluster;

import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.ShippedClass;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a submitter tells once for all worker JVMs of its slots: functions, and the classes and
 * resources that they ask for. All of it has the numbers that the submitter gave.
 *
 * <p>The submitter is asked for one class at a time, since its answer may have what others wait
 * for. What it has sent is kept, in order: a worker JVM gets what it asks for, and of the rest what
 * it has not got yet, up to a limit.
 */
final class Relay {
  private static final int MAX_CLASSES = 64;
  private static final int MAX_BYTES = 512 << 10;

  /** So much is kept of resources, with so much for each. */
  private static final int MAX_RESOURCES = 16 << 20;

  private static final int ENTRY = 100;

  private final MemberLink link;
  private final List<WireOutput> functions = new ArrayList<>(); // guarded by this
  private final List<ShippedClass> classes = new ArrayList<>(); // guarded by this
  private final Map<Question, Integer> places = new HashMap<>(); // of these; guarded by this
  private final Map<Question, byte[]> resources = new HashMap<>(); // answers; guarded by this
  private int resourceBytes; // guarded by this
  private final ArrayDeque<Asked> waiting = new ArrayDeque<>(); // guarded by this
  private final Map<Integer, Question> open = new HashMap<>(); // by request; guarded by this
  private int requests; // guarded by this

  private record Question(int loader, boolean resource, String name) {}

  private record Asked(Reader by, int request, Question question) {}

  /** The way to a worker JVM. */
  @FunctionalInterface
  interface Answers {
    /** Sends an answer, behind its number. Does not block. */
    void send(int request, byte[] found);
  }

  /** A worker JVM, and which classes it has got. */
  static final class Reader {
    private final Answers answers;
    private final BitSet got = new BitSet(); // their places; guarded by the relay

    Reader(Answers answers) {
      this.answers = answers;
    }
  }

  Relay(MemberLink link) {
    this.link = link;
  }

  // ---- functions

  synchronized void function(WireInput shape) throws IOException {
    WireOutput copy = new WireOutput(shape.remaining());
    byte[] bytes = shape.readBytes(shape.remaining());
    copy.writeBytes(bytes, 0, bytes.length);
    functions.add(copy);
  }

  /**
   * Tells a worker JVM the functions from that one on, before its next task; how many there are.
   */
  synchronized int tellFunctions(FrameOutput out, int from) {
    functions.subList(from, functions.size()).forEach(each -> out.enqueue(Kind.FUNCTION, each));
    return functions.size();
  }

  // ---- classes and resources

  /** A worker JVM asks. */
  synchronized void ask(Reader by, WireInput in) throws IOException {
    int request = in.readVarint();
    Question question = new Question(in.readVarint(), in.readBoolean(), in.readText());
    waiting.add(new Asked(by, request, question));
    look();
  }

  /** The submitter has answered. */
  synchronized void answered(WireInput in) throws IOException {
    Question question = open.remove(in.readVarint());
    if (question == null) {
      throw new IOException("an answer to no question");
    }
    if (question.resource) {
      byte[] found = in.readBytes(in.remaining());
      answerAll(question, found);
      keep(question, found);
    } else {
      for (int n = in.readVarint(); n > 0; n--) {
        ShippedClass each = ShippedClass.read(in);
        Question asked = new Question(each.loader(), false, each.name());
        if (places.putIfAbsent(asked, classes.size()) == null) {
          classes.add(each);
        }
      }
      if (!places.containsKey(question)) {
        answerAll(question, new byte[] {0}); // there is none
      }
    }
    look();
  }

  private void keep(Question question, byte[] found) {
    int size = found.length + ENTRY;
    if (resourceBytes + size <= MAX_RESOURCES) {
      resourceBytes += size;
      resources.put(question, found);
    }
  }

  private void answerAll(Question question, byte[] found) {
    for (Iterator<Asked> all = waiting.iterator(); all.hasNext(); ) {
      Asked each = all.next();
      if (each.question.equals(question)) {
        all.remove();
        each.by.answers.send(each.request, found);
      }
    }
  }

  /** Answers what can be answered, and asks for the others. With the lock. */
  private void look() {
    for (Iterator<Asked> all = waiting.iterator(); all.hasNext(); ) {
      Asked each = all.next();
      byte[] found = each.question.resource ? resources.get(each.question) : found(each);
      if (found != null) {
        all.remove();
        each.by.answers.send(each.request, found);
      } else if (mayAsk(each.question)) {
        send(each.question);
      }
    }
  }

  private boolean mayAsk(Question question) {
    return question.resource
        ? !open.containsValue(question)
        : open.values().stream().allMatch(Question::resource);
  }

  private void send(Question question) {
    open.put(++requests, question);
    WireOutput message = new WireOutput(64);
    message.writeVarint(requests);
    message.writeVarint(question.loader);
    message.writeBoolean(question.resource);
    message.writeString(question.name);
    link.append(Message.CLASS, message);
    link.flush();
  }

  /** The class, and more that this worker JVM has not got; null if it is not here. */
  private byte @Nullable [] found(Asked asked) {
    Integer place = places.get(asked.question);
    if (place == null) {
      return null;
    }
    List<ShippedClass> found = new ArrayList<>();
    BitSet got = asked.by.got;
    int size = 0;
    for (int next = place; next < classes.size(); next = got.nextClearBit(0)) {
      ShippedClass each = classes.get(next);
      got.set(next);
      found.add(each);
      size += each.size();
      if (found.size() == MAX_CLASSES || size > MAX_BYTES) {
        break;
      }
    }
    WireOutput answer = new WireOutput(size + 64 * found.size());
    answer.writeVarint(found.size());
    found.forEach(each -> each.write(answer));
    return Arrays.copyOf(answer.array(), answer.size());
  }
}
