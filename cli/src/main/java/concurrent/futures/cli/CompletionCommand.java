package concurrent.futures.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code futures completion}: prints a script that completes the command's options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script that lets a shell complete this command's options.",
      "bash: source <(futures completion bash)",
      "zsh:  source <(futures completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells that there is a script for; one script serves both. */
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Choices.Shells.class,
      description = "bash or zsh")
  private String shell = "";

  @Spec private CommandSpec spec = CommandSpec.create(); // set by picocli

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    String name = shell();
    System.out.println(
        "# Completion of futures; to use it: source <(futures completion " + name + ")");
    System.out.print(AutoComplete.bash("futures", root));
    System.out.flush();
    return ExitCode.OK;
  }

  /** The scripts are the same, but somebody may expect one for another shell. */
  private String shell() {
    try {
      return Choices.parse(Shell.class, shell).name().toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("SHELL: " + e.getMessage() + ".");
    }
  }
}
