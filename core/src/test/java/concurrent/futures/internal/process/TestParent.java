package concurrent.futures.internal.process;

import java.util.List;
import java.util.Map;

/** A parent JVM of the tests: starts a worker that describes itself, and ends as it does. */
final class TestParent {
  private TestParent() {}

  public static void main(String... arguments) throws Exception {
    JvmSettings settings =
        new JvmSettings(JvmSettings.currentJava(), List.of(), null, Map.of(), null, 1, 0);
    try (RunDirectory directory = RunDirectory.acquire()) {
      List<String> command =
          JvmCommand.of(settings, directory, TestWorker.class.getName(), List.of("describe"), true);
      System.out.println(command);
      System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    }
  }
}
