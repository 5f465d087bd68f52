package concurrent.futures.cli;

import picocli.CommandLine.Command;

/** {@code futures cluster}: the members of a cluster, and its key. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows the members of a cluster (status), or makes its key (init).",
    subcommands = {ClusterStatusCommand.class, ClusterInitCommand.class})
final class ClusterCommand extends MemberListing {}
