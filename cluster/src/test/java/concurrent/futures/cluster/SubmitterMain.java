package concurrent.futures.cluster;

import concurrent.futures.Future;
import concurrent.futures.TaskOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A submitter in a JVM of its own, which a {@link RemoteSubmitter} controls: it answers each line
 * of its standard input with one. Its settings are those of {@link MemberMain}, and a directory for
 * {@link Marks}.
 *
 * <pre>
 *   members             how many it sees
 *   submit name retries a task that holds a mark of this name
 *   state name          what became of it: "PENDING", "RUNNING", or how often it was completed (once,
 *                       one should think) and with what
 * </pre>
 */
final class SubmitterMain {
  private record Submitted(Future<Long> future, AtomicInteger completions) {}

  private final Map<String, Submitted> tasks = new ConcurrentHashMap<>();
  private final ClusterPoolExecutor pool;
  private final String directory;

  private SubmitterMain(ClusterPoolExecutor pool, String directory) {
    this.pool = pool;
    this.directory = directory;
  }

  public static void main(String[] args) throws IOException {
    Map<String, String> settings = MemberMain.settings(args);
    SubmitterMain submitter =
        new SubmitterMain(MemberMain.open(settings), settings.get("directory"));
    System.out.println(submitter.pool.address());
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(submitter.answer(line.split(" ")));
    }
    Runtime.getRuntime().halt(0);
  }

  private String answer(String[] words) {
    return switch (words[0]) {
      case "members" -> Integer.toString(pool.members().size());
      case "submit" -> submit(words[1], Integer.parseInt(words[2]));
      case "state" -> state(tasks.get(words[1]));
      default -> "what?";
    };
  }

  private String submit(String name, int retries) {
    TaskOptions options = TaskOptions.defaults().name(name).retries(retries);
    Future<Long> future = pool.with(options).submit(Marks::hold, directory, name);
    AtomicInteger completions = new AtomicInteger();
    future.addDoneCallback(done -> completions.incrementAndGet());
    tasks.put(name, new Submitted(future, completions));
    return "submitted";
  }

  private static String state(Submitted task) {
    Future<Long> future = task.future;
    if (!future.done()) {
      return future.running() ? "RUNNING" : "PENDING";
    }
    Throwable failure = future.exception();
    String outcome = failure == null ? future.result().toString() : failure.toString();
    return task.completions + " " + outcome.replace('\n', ' ');
  }
}
