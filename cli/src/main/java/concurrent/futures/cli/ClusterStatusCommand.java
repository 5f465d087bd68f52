package concurrent.futures.cli;

import concurrent.futures.cli.cluster.AccessOptions;
import concurrent.futures.cli.cluster.ClusterStatus;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code futures cluster status}: who is there, and what they do. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Shows the members of a cluster: address, name, slots, running tasks, versions, process.",
      "",
      "Joins it for a moment, without slots. Exit code 1 if a member does not answer within 2 s.",
      ""
    })
class ClusterStatusCommand implements Callable<Integer> {
  @Option(
      names = "--join",
      paramLabel = "HOST:PORT[,...]",
      description = "members of the cluster, one of which must be there")
  private @Nullable String join;

  @Option(names = "--json", description = "for programs: one JSON object")
  private boolean json;

  @Mixin private AccessOptions access = new AccessOptions();

  @Override
  public Integer call() {
    String seeds = join;
    if (seeds == null) {
      throw CommandException.usage(
          "--join is missing: say which cluster, such as --join 127.0.0.1:7800.");
    }
    return new ClusterStatus(access.access("--join", seeds)).show(json);
  }
}
