package concurrent.futures.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import concurrent.futures.internal.process.ClassServer;
import concurrent.futures.internal.process.Loaders;
import concurrent.futures.internal.wire.ShippedClass;
import concurrent.futures.internal.wire.WireInput;
import concurrent.futures.internal.wire.WireOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who has classes and who lacks them, in one JVM: what is asked for, and what is sent for it. */
@Timeout(60)
class ShippingTest {
  /** More than go together. */
  private static final int MANY = 200;

  private static final int ENOUGH_QUESTIONS = 10;

  @TempDir Path directory;
  private URLClassLoader loader;
  private Receiver receiver;

  /** A receiver, whose questions are answered at once. */
  private static final class Receiver {
    final Loaders loaders;
    final ClassServer server;
    final Shipping shipping = new Shipping(this::ask);
    final List<String> questions = new ArrayList<>();
    final List<String> sent = new ArrayList<>();
    volatile Runnable beforeAnswer = () -> {};

    Receiver(Loaders loaders) {
      this.loaders = loaders;
      this.server = new ClassServer(loaders);
    }

    private void ask(WireOutput question) throws IOException {
      WireInput asked = new WireInput(question.array(), 0, question.size());
      asked.readVarint();
      asked.readVarint();
      boolean resource = asked.readBoolean();
      questions.add(asked.readText());
      beforeAnswer.run();
      WireOutput answer = server.answer(new WireInput(question.array(), 0, question.size()));
      if (!resource) {
        note(new WireInput(answer.array(), 0, answer.size()));
      }
      shipping.answered(new WireInput(answer.array(), 0, answer.size()));
    }

    private void note(WireInput answer) throws IOException {
      answer.readVarint();
      for (int n = answer.readVarint(); n > 0; n--) {
        ShippedClass each = ShippedClass.read(answer);
        if (each.bytes() != null) {
          sent.add(each.name());
        }
      }
    }

    ClassLoader standIn(Class<?> type) {
      return shipping.loader(loaders.numberOf(type));
    }
  }

  /** Compiles a chain of classes, each of which needs the next one. */
  @BeforeEach
  void compile() throws IOException {
    Path source = directory.resolve("Chain.java");
    StringBuilder code = new StringBuilder("package chain;\n");
    for (int i = 0; i < MANY; i++) {
      String next = i + 1 < MANY ? "new C" + (i + 1) + "().call()" : "0";
      code.append("class C" + i + " { int call() { return 1 + " + next + "; } }\n");
    }
    code.append("class Other { int call() { return new Last().call(); } }\n");
    code.append("class Last { int call() { return new C7().call(); } }\n");
    code.append("public class Chain implements java.util.concurrent.Callable<Object> {\n");
    code.append("  public Object call() { return new C0().call(); }\n}\n");
    Files.writeString(source, code);
    Path classes = Files.createDirectory(directory.resolve("classes"));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertThat(result).isZero();
    Files.writeString(classes.resolve("text"), "shipped");
    loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, null);
    receiver = new Receiver(new Loaders(false));
  }

  @AfterEach
  void close() throws IOException {
    loader.close();
  }

  private ClassLoader standIn() throws ClassNotFoundException {
    return receiver.standIn(loader.loadClass("chain.Chain"));
  }

  private static Object call(ClassLoader in) throws Exception {
    Class<?> type = in.loadClass("chain.Chain");
    assertThat(type.getClassLoader()).isSameAs(in);
    return ((Callable<?>) type.getConstructor().newInstance()).call();
  }

  @Test
  void classIsSentOnce() throws Exception {
    assertThat(call(standIn())).isEqualTo(MANY);
    standIn().loadClass("chain.Other");
    standIn().loadClass("chain.Last");
    assertThat(receiver.sent).doesNotHaveDuplicates().contains("chain.Chain", "chain.C199");
  }

  @Test
  void classThatHasComeCostsNoQuestion() throws Exception {
    standIn().loadClass("chain.Chain");
    List<String> come = List.copyOf(receiver.sent);
    assertThat(come).hasSizeGreaterThan(50).contains("chain.C0", "chain.C49");
    for (String name : come) {
      standIn().loadClass(name);
    }
    assertThat(receiver.questions).containsExactly("chain.Chain");
  }

  /** Such as in a loader that its container has stopped. */
  @Test
  void classThatCannotBeHadKeepsNoOtherFromComing() throws Exception {
    try (URLClassLoader failing =
        new URLClassLoader(loader.getURLs(), null) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.equals("chain.C5")) {
              throw new IllegalStateException("stopped");
            }
            return super.findClass(name);
          }
        }) {
      ClassLoader in = receiver.standIn(failing.loadClass("chain.Chain"));
      assertThat(in.loadClass("chain.Chain").getClassLoader()).isSameAs(in);
      assertThat(receiver.sent).contains("chain.C4").doesNotContain("chain.C5");
    }
  }

  @Test
  void largeLibraryCostsFewQuestions() throws Exception {
    call(standIn());
    assertThat(receiver.questions).hasSizeLessThan(ENOUGH_QUESTIONS);
  }

  /** What the last answer had no room for comes with the next one, whatever that is for. */
  @Test
  void nextAnswerGoesOnWhereTheLastHasEnded() throws Exception {
    standIn().loadClass("chain.Chain");
    int first = receiver.sent.size();
    standIn().loadClass("chain.Other");
    assertThat(receiver.sent.subList(first, first + 2))
        .containsExactly("chain.Other", "chain.Last");
    assertThat(receiver.sent).hasSize(2 * first).contains("chain.C100");
  }

  /** Such as of a receiver that has dropped it meanwhile. */
  @Test
  void whatIsAskedForAgainIsSentAgain() throws Exception {
    int number = receiver.loaders.numberOf(loader.loadClass("chain.Chain"));
    for (int i = 0; i < 2; i++) {
      assertThat(receiver.shipping.find(number, "chain.Chain")).isNotNull();
    }
    assertThat(receiver.sent).containsOnlyOnce("chain.C0");
    assertThat(receiver.questions).containsExactly("chain.Chain", "chain.Chain");
  }

  /** The question of the second waits for the answer to the first, and then is none any more. */
  @Test
  void classesThatAreOnTheirWayAreNotAskedFor() throws Exception {
    ClassLoader in = standIn();
    Thread other = new Thread(() -> loadQuietly(in, "chain.C3"));
    receiver.beforeAnswer =
        () -> {
          receiver.beforeAnswer = () -> {};
          other.start();
          awaitBlocked(other);
        };
    in.loadClass("chain.Chain");
    other.join();
    assertThat(in.loadClass("chain.C3")).isNotNull();
    assertThat(receiver.questions).containsExactly("chain.Chain");
    assertThat(receiver.sent).doesNotHaveDuplicates();
  }

  private static void awaitBlocked(Thread thread) {
    while (thread.getState() != Thread.State.BLOCKED && thread.isAlive()) {
      Thread.onSpinWait();
    }
  }

  private static void loadQuietly(ClassLoader in, String name) {
    try {
      in.loadClass(name);
    } catch (ClassNotFoundException e) {
      // the test sees it
    }
  }

  /** A class of a parent comes with the one that needs it, under the number of its own loader. */
  @Test
  void classesOfOtherLoadersComeToo() throws Exception {
    Path more = Files.createDirectory(directory.resolve("more"));
    Path source =
        Files.writeString(
            directory.resolve("Child.java"),
            "public class Child extends chain.Chain { public Object call() { return -1; } }");
    ToolProvider.getSystemJavaCompiler()
        .run(
            null,
            null,
            null,
            "-cp",
            directory.resolve("classes").toString(),
            "-d",
            more.toString(),
            source.toString());
    try (URLClassLoader child = new URLClassLoader(new URL[] {more.toUri().toURL()}, loader)) {
      ClassLoader in = receiver.standIn(child.loadClass("Child"));
      Class<?> type = in.loadClass("Child");
      assertThat(type.getSuperclass().getClassLoader()).isSameAs(standIn()).isNotSameAs(in);
      assertThat(receiver.questions).containsExactly("Child");
      assertThat(call(standIn())).isEqualTo(MANY);
      assertThat(receiver.sent).doesNotHaveDuplicates();
    }
  }

  @Test
  void resourceIsSentOnce() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (InputStream in = standIn().getResourceAsStream("text")) {
        assertThat(in.readAllBytes()).asString().isEqualTo("shipped");
      }
      assertThat(Collections.list(standIn().getResources("text"))).hasSize(1);
    }
    assertThat(receiver.questions).containsExactly("text");
  }

  /** Libraries look for services again and again. */
  @Test
  void resourceThatIsNotThereIsAskedForOnce() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThat(standIn().getResource("META-INF/services/none")).isNull();
    }
    assertThat(receiver.questions).containsExactly("META-INF/services/none");
  }

  @Test
  void classThatIsNotThereIsLookedForAgain() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> standIn().loadClass("chain.None"))
          .isInstanceOf(ClassNotFoundException.class);
    }
    assertThat(receiver.questions).hasSize(2);
  }

  @Test
  void oldestAreDroppedFirst() {
    Kept<String> kept = new Kept<>(1000);
    kept.put("a", "1", 300);
    kept.put("b", "2", 300);
    kept.put("c", "3", 300);
    assertThat(kept.get("a")).isNull();
    assertThat(kept.get("b")).isEqualTo("2");
    assertThat(kept.remove("b")).isEqualTo("2");
    kept.put("d", "4", 300);
    assertThat(kept.get("c")).isEqualTo("3");
    kept.put("large", "5", 2000);
    assertThat(kept.get("c")).isNull();
    assertThat(kept.get("large")).isEqualTo("5");
  }
}
