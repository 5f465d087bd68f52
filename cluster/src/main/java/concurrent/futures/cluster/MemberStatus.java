package concurrent.futures.cluster;

import java.time.Duration;

/**
 * What a member of a cluster says about itself, as {@link ClusterPoolExecutor#status} has asked it.
 *
 * <pre>{@code
 * for (MemberStatus member : pool.status(Duration.ofSeconds(2))) {
 *   System.out.println(member.address() + " " + member.running() + "/" + member.slots());
 * }
 * }</pre>
 *
 * @param address where it listens, {@code host:port}
 * @param name the name of its executor
 * @param slots how many tasks it executes at a time, whoever submits them; 0 if it only submits
 * @param answers whether it has answered in time; the three that follow are 0 otherwise
 * @param running how many tasks it executes now
 * @param uptime how long its JVM has been running
 * @param members how many members it sees, itself included; fewer than others do if the network is
 *     split
 * @param version the version of this library there, empty if it is not known
 * @param java the version of its Java
 * @param pid its process id, 0 if it is not known
 */
public record MemberStatus(
    String address,
    String name,
    int slots,
    boolean answers,
    int running,
    Duration uptime,
    int members,
    String version,
    String java,
    long pid) {}
