package concurrent.futures.cli;

import picocli.CommandLine.Command;

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
final class ClusterStatusCommand extends MemberListing {}
