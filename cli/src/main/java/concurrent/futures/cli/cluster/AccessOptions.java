package concurrent.futures.cli.cluster;

import concurrent.futures.cli.CommandException;
import concurrent.futures.cli.Durations;
import concurrent.futures.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that all commands of a cluster have in common. */
public final class AccessOptions {
  /** The environment variable with the password of the key store. */
  static final String PASSWORD = "FUTURES_CLUSTER_PASSWORD";

  /** Where the first member listens if nobody says. */
  private static final String FIRST = "127.0.0.1:7800";

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "the cluster's name; members of others are not seen (default: futures)")
  private @Nullable String cluster;

  @Option(
      names = "--bind",
      paramLabel = "HOST:PORT",
      description =
          "where to listen (default: a free port of the address from which the member to join is"
              + " reached)")
  private @Nullable String bind;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "the cluster's key, which futures cluster init makes")
  private @Nullable Path key;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "holds the key's password (default: $" + PASSWORD + ", or the key's file + .password)")
  private @Nullable Path passwordFile;

  @Option(
      names = "--insecure",
      description = "let other machines join without a key: whoever reaches the port can run code")
  private boolean insecure;

  @Option(
      names = "--join-timeout",
      paramLabel = "TIME",
      description = "how long to wait for the members to join (default: 10s)")
  private @Nullable String joinTimeout;

  /** For picocli. */
  public AccessOptions() {}

  /** True if any of them was given. */
  public boolean given() {
    return cluster != null
        || bind != null
        || key != null
        || passwordFile != null
        || insecure
        || joinTimeout != null;
  }

  /**
   * What they say.
   *
   * @param option the one that names the members to join
   * @param seeds its value, separated by commas; null if this is the first member
   * @throws CommandException if they are wrong
   */
  public ClusterAccess access(String option, @Nullable String seeds) {
    List<String> list = seeds == null ? List.of() : List.of(seeds.split(",", -1));
    list.forEach(seed -> parse(option, seed, text -> HostPort.parse(text, false)));
    String text = bind;
    if (text == null) {
      text = list.isEmpty() ? FIRST : hostTowards(option, list.get(0));
    }
    HostPort here = parse("--bind", text, address -> HostPort.parse(address, true));
    if (!here.isLoopback() && key == null && !insecure) {
      throw CommandException.usage(
          "to listen at "
              + here.host()
              + ", where other machines can connect, needs --key FILE, since whoever joins can run"
              + " code on all members. Make a key with: futures cluster init (or say --insecure).");
    }
    Duration timeout =
        joinTimeout == null
            ? Duration.ofSeconds(10)
            : parse("--join-timeout", joinTimeout, Durations::parse);
    return new ClusterAccess(
        list,
        cluster == null ? "futures" : cluster,
        here.toString(),
        key,
        password(),
        insecure,
        timeout);
  }

  private static String hostTowards(String option, String seed) {
    String host = parse(option, seed, text -> HostPort.parse(text, false).reachedFrom());
    return new HostPort(host, 0).toString();
  }

  private @Nullable String password() {
    if (key == null && passwordFile != null) {
      throw CommandException.usage(
          "--password-file holds the password of a key: add --key FILE, or leave it out.");
    }
    if (key == null) {
      return null;
    }
    if (!Files.isReadable(key)) {
      throw new CommandException(
          ExitCode.IO,
          "the key "
              + key
              + " cannot be read: copy it from another machine of the cluster, or make one with:"
              + " futures cluster init --out "
              + key
              + ".");
    }
    Path beside = beside(key);
    String variable = System.getenv(PASSWORD);
    if (passwordFile != null) {
      return read(passwordFile);
    } else if (variable != null) {
      return variable;
    } else if (Files.exists(beside)) {
      return read(beside);
    }
    throw CommandException.usage(
        "the key "
            + key
            + " needs its password: give --password-file FILE, set "
            + PASSWORD
            + ", or put it into "
            + beside
            + ".");
  }

  /** Where the password of a key is looked for. */
  static Path beside(Path key) {
    return key.resolveSibling(key.getFileName() + ".password");
  }

  /** The first line of a file. */
  static String read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (!lines.isEmpty() && !lines.get(0).isEmpty()) {
        return lines.get(0);
      }
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.IO, "the password file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
    throw new CommandException(ExitCode.IO, "the password file " + file + " is empty.");
  }

  private static <T> T parse(String option, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(option + ": " + e.getMessage() + ".");
    }
  }
}
