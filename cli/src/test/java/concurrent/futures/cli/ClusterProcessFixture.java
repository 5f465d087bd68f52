package concurrent.futures.cli;

import static concurrent.futures.cli.Command.futures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;

/** Workers of clusters of this machine, which end with the test. */
abstract class ClusterProcessFixture extends ProcessFixture {
  private static final Pattern READY = Pattern.compile("futures: ready: ([^,]+), ");

  private final List<Worker> workers = new ArrayList<>();

  /** A worker that is ready. */
  record Worker(RunningCommand process, String address) {
    /** Waits until it executes a task that says so. */
    void awaitIn(String line) {
      process.awaitError("in " + line);
    }
  }

  @AfterEach
  void endWorkers() {
    workers.forEach(worker -> worker.process().close());
  }

  /** Starts a worker that joins those of before. */
  Worker worker(String... options) {
    List<String> arguments = new ArrayList<>(List.of("worker", "--bind", "127.0.0.1:0"));
    if (!workers.isEmpty()) {
      arguments.addAll(List.of("--join", workers.get(0).address()));
    }
    arguments.addAll(Arrays.asList(options));
    RunningCommand process =
        futures(arguments.toArray(new String[0])).under(signalsAsUsual()).start();
    process.awaitError(" of cluster "); // the end of the line
    Matcher ready = READY.matcher(process.error());
    if (!ready.find()) {
      throw new AssertionError(process.error());
    }
    Worker worker = new Worker(process, ready.group(1));
    workers.add(worker);
    return worker;
  }

  /** A run of map on the cluster of a worker. */
  static Command map(Worker worker, String... options) {
    List<String> arguments = new ArrayList<>(List.of("map", "-x", "cluster=" + worker.address()));
    arguments.addAll(Arrays.asList(options));
    return futures(arguments.toArray(new String[0])).under(signalsAsUsual());
  }

  /** As the gate, but results tell in which process the call was. */
  String pidGate() throws IOException {
    String gate = Files.readString(Path.of(gate()));
    return file(
        "PidGate.java",
        gate.replace("class Gate", "class PidGate")
            .replace("return line", "return line + \" \" + ProcessHandle.current().pid()"));
  }

  /** A build in the background of a script ignores SIGINT, and so would all its processes. */
  private static String[] signalsAsUsual() {
    return new String[] {"env", "--default-signal=INT,TERM,HUP"};
  }
}
