package concurrent.futures.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import concurrent.futures.internal.wire.ShippedClass;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What worker JVMs ask their member for, and what the member asks the submitter for. */
class RelayTest {
  private final List<String> asked = new ArrayList<>();
  private final Relay relay = new Relay(new MemberLink(new Submitter()));

  /** Notes the questions. */
  private final class Submitter extends Messages {
    @Override
    void received(int kind, WireInput in) throws IOException {
      assertThat(kind).isEqualTo(Message.CLASS);
      assertThat(in.readVarint()).isEqualTo(asked.size() + 1);
      in.readVarint();
      in.readBoolean();
      asked.add(in.readText());
    }
  }

  /** A worker JVM: the names of the classes in each answer. */
  private final class Worker {
    final List<List<String>> answers = new ArrayList<>();
    private final Relay.Reader reader = new Relay.Reader(this::answer);

    void ask(String name) throws IOException {
      ask(false, name);
    }

    void ask(boolean resource, String name) throws IOException {
      WireOutput question = new WireOutput(16);
      question.writeVarint(1);
      question.writeVarint(7);
      question.writeBoolean(resource);
      question.writeString(name);
      relay.ask(reader, new WireInput(question.array(), 0, question.size()));
    }

    private void answer(int request, byte[] found) {
      assertThat(request).isEqualTo(1);
      List<String> names = new ArrayList<>();
      try {
        WireInput in = new WireInput(found, 0, found.length);
        for (int n = in.readVarint(); n > 0; n--) {
          names.add(ShippedClass.read(in).name());
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      answers.add(names);
    }
  }

  private void answer(int question, String... classes) throws IOException {
    WireOutput answer = new WireOutput(64);
    answer.writeVarint(question);
    answer.writeVarint(classes.length);
    for (String name : classes) {
      new ShippedClass(7, name, 7, new byte[3]).write(answer);
    }
    relay.answered(new WireInput(answer.array(), 0, answer.size()));
  }

  @Test
  void submitterIsAskedForOneClassAtATime() throws IOException {
    Worker first = new Worker();
    Worker second = new Worker();
    first.ask("A");
    second.ask("B");
    assertThat(asked).containsExactly("A");
    answer(1, "A", "B", "C");
    assertThat(asked).containsExactly("A");
    assertThat(first.answers).containsExactly(List.of("A", "B", "C"));
    assertThat(second.answers).containsExactly(List.of("B", "A", "C"));
  }

  @Test
  void otherWorkersGetWhatHasComeWithoutAQuestion() throws IOException {
    Worker first = new Worker();
    first.ask("A");
    answer(1, "A", "B");
    first.ask("C");
    answer(2, "C", "D");
    Worker second = new Worker();
    second.ask("C");
    assertThat(asked).containsExactly("A", "C");
    assertThat(first.answers).containsExactly(List.of("A", "B"), List.of("C", "D"));
    assertThat(second.answers).containsExactly(List.of("C", "A", "B", "D"));
  }

  @Test
  void limitOfAnAnswerIsGoneOnFrom() throws IOException {
    Worker first = new Worker();
    first.ask("0");
    String[] many = new String[100];
    for (int i = 0; i < many.length; i++) {
      many[i] = Integer.toString(i);
    }
    answer(1, many);
    first.ask("99");
    assertThat(first.answers.get(0)).hasSize(64).doesNotContain("99");
    assertThat(first.answers.get(1)).hasSize(36).startsWith("99", "64");
  }

  @Test
  void whatIsNotThereHoldsNobodyUp() throws IOException {
    Worker first = new Worker();
    Worker second = new Worker();
    first.ask("None");
    second.ask("A");
    answer(1);
    assertThat(first.answers).containsExactly(List.of());
    assertThat(asked).containsExactly("None", "A");
    answer(2, "A");
    assertThat(second.answers).containsExactly(List.of("A"));
  }

  @Test
  void resourceIsAskedForOnce() throws IOException {
    Worker first = new Worker();
    Worker second = new Worker();
    first.ask("A");
    first.ask(true, "none"); // does not wait for the class
    second.ask(true, "none");
    assertThat(asked).containsExactly("A", "none");
    answer(2);
    assertThat(first.answers).containsExactly(List.of());
    assertThat(second.answers).containsExactly(List.of());
    new Worker().ask(true, "none");
    assertThat(asked).containsExactly("A", "none");
  }
}
