package concurrent.futures.cli;

import concurrent.futures.cli.cluster.KeyStoreFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code futures cluster init}: makes the key that members of a cluster have in common. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "",
      "Makes a key for a cluster: a PKCS#12 key store for TLS in both directions, the same for all"
          + " members. Whoever has it can run code on all of them.",
      "",
      "The password is that of --password-file or $FUTURES_CLUSTER_PASSWORD; otherwise one is made"
          + " and put beside the key.",
      ""
    })
final class ClusterInitCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "the file to make (default: futures.p12); it is never overwritten")
  private Path out = Path.of("futures.p12");

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "holds the password, of at least 6 characters")
  private @Nullable Path passwordFile;

  @Override
  public Integer call() {
    System.out.print(new KeyStoreFile(out, passwordFile).make());
    System.out.flush();
    return ExitCode.OK;
  }
}
