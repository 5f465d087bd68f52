package concurrent.futures.cli;

import concurrent.futures.cli.cluster.AccessOptions;
import concurrent.futures.cli.cluster.ClusterStatus;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code futures cluster status}, which are those of {@code futures cluster}. */
abstract class MemberListing implements Callable<Integer> {
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
