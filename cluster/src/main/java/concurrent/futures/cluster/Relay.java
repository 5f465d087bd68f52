package concurrent.futures.cluster;

import concurrent.futures.internal.wire.FrameOutput;
import concurrent.futures.internal.wire.Kind;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a submitter tells once for all worker JVMs of its slots: functions, and the classes that
 * they ask for. All of it is passed on as it came, with the numbers that the submitter gave.
 */
final class Relay {
  private final MemberLink link;
  private final List<WireOutput> functions = new ArrayList<>(); // guarded by this
  private final Map<Question, byte[]> classes = new HashMap<>(); // answers; guarded by this
  private final Map<Question, List<Asked>> asked = new HashMap<>(); // guarded by this
  private final Map<Integer, Question> open = new HashMap<>(); // by request; guarded by this
  private int requests; // guarded by this

  private record Question(int loader, boolean resource, String name) {}

  private record Asked(SlotProcess by, int request) {}

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

  // ---- classes

  /** A worker JVM asks. Several that ask for the same are answered together. */
  void ask(SlotProcess by, WireInput in) throws IOException {
    int request = in.readVarint();
    Question question = new Question(in.readVarint(), in.readBoolean(), in.readText());
    byte[] known;
    synchronized (this) {
      known = classes.get(question);
      if (known == null) {
        List<Asked> others = asked.get(question);
        if (others == null) {
          asked.put(question, new ArrayList<>(List.of(new Asked(by, request))));
          send(question);
        } else {
          others.add(new Asked(by, request));
        }
      }
    }
    if (known != null) {
      by.answer(request, known);
    }
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

  /** The submitter has answered. */
  void answered(WireInput in) throws IOException {
    int number = in.readVarint();
    byte[] answer = in.readBytes(in.remaining());
    boolean found = new WireInput(answer, 0, answer.length).readVarint() > 0;
    List<Asked> all;
    synchronized (this) {
      Question question = open.remove(number);
      all = question == null ? null : asked.remove(question);
      if (question == null || all == null) {
        throw new IOException("an answer to no question");
      }
      if (found && !question.resource) {
        classes.put(question, answer);
      }
    }
    all.forEach(each -> each.by.answer(each.request, answer));
  }
}
