package concurrent.futures.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An {@link EngineMember} and what can happen to it. */
final class MemberProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private MemberProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  static MemberProcess start(
      String engine, String name, List<String> seeds, Path keyStore, String password)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx512m",
                TestCluster.jvmOption(),
                "-cp",
                System.getProperty("java.class.path"),
                EngineMember.class.getName(),
                engine,
                name,
                seeds.isEmpty() ? "-" : String.join(",", seeds),
                keyStore == null ? "-" : keyStore.toString(),
                password == null ? "-" : password));
    return new MemberProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** READY id address millis, or FAILED message. */
  String awaitLine() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("READY ") || line.startsWith("FAILED ")) {
        return line;
      }
    }
    throw new IOException("the member ended without a word");
  }

  String awaitReady() throws IOException {
    String line = awaitLine();
    if (!line.startsWith("READY ")) {
      throw new IOException(line);
    }
    return line.split(" ")[1];
  }

  long pid() {
    return process.pid();
  }

  void kill() {
    process.destroyForcibly();
  }

  void signal(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + signal + " failed");
    }
  }

  /** Lets it leave orderly; it has ended when this returns true. */
  boolean leave() throws IOException, InterruptedException {
    process.getOutputStream().close();
    return process.waitFor(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    output.close();
  }
}
