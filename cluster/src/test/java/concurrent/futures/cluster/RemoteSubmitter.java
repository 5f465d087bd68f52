package concurrent.futures.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;

/** A {@link SubmitterMain} and what can happen to it. It is reached by pipes, not by a network. */
final class RemoteSubmitter implements AutoCloseable {
  final Process process;
  final String address;
  private final BufferedReader answers;
  private final Writer questions;

  RemoteSubmitter(MemberJvm jvm, Map<String, String> settings) throws IOException {
    this.process = jvm.start(SubmitterMain.class, settings);
    this.answers = process.inputReader();
    this.questions = process.outputWriter();
    this.address = answers.readLine();
    if (address == null) {
      throw new IOException("the submitter did not start; what it says is above");
    }
  }

  private synchronized String ask(String question) throws IOException {
    questions.write(question + "\n");
    questions.flush();
    return answers.readLine();
  }

  int members() throws IOException {
    return Integer.parseInt(ask("members"));
  }

  /** Submits a task that holds a mark of this name. */
  void submit(String name, int retries) throws IOException {
    ask("submit " + name + " " + retries);
  }

  /** What became of it: PENDING, RUNNING, or how often it was completed, and its outcome. */
  String state(String name) throws IOException {
    return ask("state " + name);
  }

  void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
