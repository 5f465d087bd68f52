/**
 * Calls on the machines of a cluster.
 *
 * <p><b>SPI</b>, how the members find and reach each other: {@link
 * concurrent.futures.cluster.ClusterEngine} with {@link concurrent.futures.cluster.ClusterNode},
 * {@link concurrent.futures.cluster.ClusterEvents}, {@link
 * concurrent.futures.cluster.ClusterSettings} and {@link concurrent.futures.cluster.ClusterMember}.
 * The engines see bytes only: tasks, retries and results are the same code over all of them.
 */
@NullMarked
package concurrent.futures.cluster;

import org.jspecify.annotations.NullMarked;
